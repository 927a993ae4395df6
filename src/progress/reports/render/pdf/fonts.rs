//! The fonts that are compiled in: no font of the machine is looked at, so that a report looks the same everywhere.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::layout::Abs;
use typst::text::{Coverage, Font, FontBook, FontInfo, FontVariant, FontVariations, is_default_ignorable};
use typst::utils::LazyHash;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => {
        [$(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/", $name, ".ttf")).as_slice()),*]
    };
}

/// Their files. The last two have the signs of China and Japan, and those of Korea.
const FILES: [&[u8]; 22] = fonts![
    "NotoSans-Regular",
    "NotoSans-Bold",
    "NotoSansArabic-Regular",
    "NotoSansHebrew-Regular",
    "NotoSansDevanagari-Regular",
    "NotoSansThai-Regular",
    "NotoSansBengali-Regular",
    "NotoSansTamil-Regular",
    "NotoSansTelugu-Regular",
    "NotoSansGujarati-Regular",
    "NotoSansGurmukhi-Regular",
    "NotoSansKannada-Regular",
    "NotoSansMalayalam-Regular",
    "NotoSansSinhala-Regular",
    "NotoSansArmenian-Regular",
    "NotoSansGeorgian-Regular",
    "NotoSansEthiopic-Regular",
    "NotoSansKhmer-Regular",
    "NotoSansLao-Regular",
    "NotoSansMyanmar-Regular",
    "DroidSansFallbackFull",
    "NanumSquareR",
];
/// The font for China and Japan, of which the template takes no sign of Korea: it has three of them.
const CHINESE: &str = "Droid Sans Fallback";
/// Beyond these code points no font has any sign.
const CODE_POINTS: usize = 0x3_0000;

/// The fonts, read once.
pub static FONTS: LazyLock<Fonts> = LazyLock::new(Fonts::read);

/// The fonts, and which of them have a character.
pub struct Fonts {
    /// What typst knows of them.
    pub book: LazyHash<FontBook>,
    /// In the order of the book.
    pub all: Vec<Font>,
    /// For each code point the fonts that have it, a bit for each.
    having: Vec<u32>,
}

impl Fonts {
    fn read() -> Self {
        let all: Vec<Font> = FILES.iter().filter_map(|file| Font::new(Bytes::new(*file), 0)).collect();
        let infos: Vec<FontInfo> = all.iter().map(info).collect();
        let mut having = vec![0; CODE_POINTS];
        for (place, info) in infos.iter().enumerate() {
            for code_point in info.coverage.iter() {
                if let Some(fonts) = usize::try_from(code_point).ok().and_then(|at| having.get_mut(at)) {
                    *fonts |= 1_u32 << place;
                }
            }
        }
        Self { book: LazyHash::new(FontBook::from_infos(infos)), all, having }
    }

    /// The fonts that have a character, a bit for each.
    pub fn having(&self, letter: char) -> u32 {
        let code_point = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
        self.having.get(code_point).copied().unwrap_or_default()
    }
}

/// What typst is to know of a font: of the characters that it names only those that it draws, as some name thousands and draw nothing.
fn info(font: &Font) -> FontInfo {
    let plain = font.clone().instantiate(FontVariant::default(), Abs::pt(10.0), &FontVariations::default());
    let has = |letter: char| {
        let of_korea = ('\u{ac00}'..='\u{d7a3}').contains(&letter);
        let sign = plain.ttf().glyph_index(letter).filter(|_| !of_korea || font.info().family != CHINESE);
        let drawn = sign.is_some_and(|sign| plain.ttf().glyph_bounding_box(sign).is_some());
        let is_blank = letter.is_whitespace() || letter.is_control() || is_default_ignorable(letter);
        drawn || (sign.is_some() && is_blank)
    };
    let code_points = font.info().coverage.iter();
    let drawn = code_points.filter(|code_point| char::from_u32(*code_point).is_some_and(has)).collect();
    FontInfo { coverage: Coverage::from_vec(drawn), ..font.info().clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_font_that_the_template_names() {
        assert_eq!(FONTS.all.len(), FILES.len());
        let template = include_str!("report.typ");
        for font in &FONTS.all {
            assert!(template.contains(&format!("\"{}\"", font.info().family)), "{}", font.info().family);
        }
    }

    /// Guards names that would be empty on paper: a font may name characters for which it has no sign.
    #[test]
    fn what_is_not_drawn_is_not_there() {
        let place = |family: &str| FONTS.all.iter().position(|font| font.info().family == family).unwrap();
        let (chinese, korean) = (1 << place(CHINESE), 1 << place("NanumSquare"));
        for (letter, fonts) in [
            ('王', chinese),
            ('明', chinese),
            ('話', chinese),
            ('김', korean),
            ('가', korean),
            ('\u{d7a3}', 0),
            ('\u{b8d1}', 0),
        ] {
            assert_eq!(FONTS.having(letter), fonts, "{letter}");
        }
        assert!(chinese < korean, "typst takes the first one that names a character");
    }

    #[test]
    fn names_of_many_scripts_have_signs() {
        for name in [
            "Ngũgĩ",
            "Łukasz",
            "Đặng",
            "Ελένη",
            "Ганна",
            "אבי",
            "مريم",
            "گلناز",
            "अनिता",
            "สมชาย",
            "রহিম",
            "கண்ணன்",
            "తెలుగు",
            "ગુજરાતી",
            "ਪੰਜਾਬੀ",
            "ಕನ್ನಡ",
            "മലയാളം",
            "සිංහල",
            "Հայկ",
            "ნინო",
            "አበበ",
            "សុខា",
            "ລາວ",
            "မြန်မာ",
            "王小明",
            "さくら",
            "김민준",
        ] {
            let without: Vec<char> = name.chars().filter(|letter| FONTS.having(*letter) == 0).collect();
            assert!(without.is_empty(), "{name}: {without:?}");
        }
    }
}
