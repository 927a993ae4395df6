//! The fonts that are compiled in: no font of the machine is looked at, so that a report looks the same everywhere.

use std::sync::LazyLock;

use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

macro_rules! fonts {
    ($($name:literal),* $(,)?) => {
        [$(include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/fonts/", $name, ".ttf")).as_slice()),*]
    };
}

/// Their files. The last one has the signs of China and Japan.
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
    "NanumSquareR",
    "DroidSansFallbackFull",
];
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
        let mut having = vec![0; CODE_POINTS];
        for (place, font) in all.iter().enumerate() {
            for code_point in font.info().coverage.iter() {
                if let Some(fonts) = usize::try_from(code_point).ok().and_then(|at| having.get_mut(at)) {
                    *fonts |= 1_u32 << place;
                }
            }
        }
        Self { book: LazyHash::new(FontBook::from_fonts(&all)), all, having }
    }

    /// The fonts that have a character, a bit for each.
    pub fn having(&self, letter: char) -> u32 {
        let code_point = usize::try_from(u32::from(letter)).unwrap_or(usize::MAX);
        self.having.get(code_point).copied().unwrap_or_default()
    }
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
