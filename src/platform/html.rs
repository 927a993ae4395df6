//! Markup in which nothing that somebody wrote means anything: words come in escaped.

/// Markup.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Html(String);

impl Html {
    /// A list of what is not empty.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self::of_items("ul", items)
    }

    /// A list whose order matters.
    pub fn steps(items: impl IntoIterator<Item = Self>) -> Self {
        Self::of_items("ol", items)
    }

    /// Something below a heading of an article, or nothing.
    pub fn below(heading: &str, body: Self) -> Self {
        if body.is_empty() { body } else { Self(format!("<h4>{}</h4>\n{}\n", escape(heading), body.0)) }
    }

    /// An article.
    pub fn article(heading: &str, body: Self) -> Self {
        Self(format!("<article>\n<h3>{}</h3>\n{}</article>\n", escape(heading), body.0))
    }

    /// Markup or style that the program itself brings, as it is.
    pub fn constant(markup: &'static str) -> Self {
        Self(markup.to_owned())
    }

    /// An element. Its name and those of its attributes are the program's own; what they say is escaped.
    pub fn element(tag: &'static str, attributes: &[(&'static str, &str)], inside: impl Into<Self>) -> Self {
        Self(format!("<{}>{}</{tag}>", opening(tag, attributes), inside.into().0))
    }

    /// An element on lines of its own.
    pub fn block(tag: &'static str, attributes: &[(&'static str, &str)], inside: impl Into<Self>) -> Self {
        Self(format!("<{}>{}</{tag}>\n", opening(tag, attributes), inside.into().0))
    }

    /// An element that holds nothing.
    pub fn void(tag: &'static str, attributes: &[(&'static str, &str)]) -> Self {
        Self(format!("<{}/>", opening(tag, attributes)))
    }

    /// Words of a person, in whatever direction they run: those around them stay in their order.
    pub fn words(words: &str) -> Self {
        Self::element("bdi", &[], words)
    }

    /// One after the other.
    pub fn and(mut self, other: Self) -> Self {
        self.0.push_str(&other.0);
        self
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The markup.
    pub fn into_string(self) -> String {
        self.0
    }

    fn of_items(tag: &str, items: impl IntoIterator<Item = Self>) -> Self {
        let told = items.into_iter().filter(|item| !item.is_empty());
        let rows: String = told.map(|item| format!("<li>{}</li>", item.0)).collect();
        if rows.is_empty() { Self::default() } else { Self(format!("<{tag}>{rows}</{tag}>")) }
    }
}

fn opening(tag: &str, attributes: &[(&str, &str)]) -> String {
    let told = attributes.iter().map(|(name, value)| format!(" {name}=\"{}\"", escape(value)));
    std::iter::once(tag.to_owned()).chain(told).collect()
}

impl FromIterator<Html> for Html {
    fn from_iter<I: IntoIterator<Item = Self>>(parts: I) -> Self {
        Self(parts.into_iter().map(|part| part.0).collect())
    }
}

impl<const N: usize> From<[Self; N]> for Html {
    fn from(parts: [Self; N]) -> Self {
        parts.into_iter().collect()
    }
}

impl From<&str> for Html {
    fn from(words: &str) -> Self {
        Self(escape(words))
    }
}

impl From<&String> for Html {
    fn from(words: &String) -> Self {
        Self(escape(words))
    }
}

impl From<String> for Html {
    fn from(words: String) -> Self {
        Self(escape(&words))
    }
}

impl From<i32> for Html {
    fn from(number: i32) -> Self {
        Self(number.to_string())
    }
}

impl From<i16> for Html {
    fn from(number: i16) -> Self {
        Self(number.to_string())
    }
}

impl From<bool> for Html {
    fn from(yes: bool) -> Self {
        Self((if yes { "yes" } else { "no" }).to_owned())
    }
}

impl<T: Into<Html>> From<Option<T>> for Html {
    fn from(value: Option<T>) -> Self {
        value.map_or_else(Self::default, Into::into)
    }
}

/// A table of names and values. What is empty is left out.
#[derive(Default)]
pub struct Facts(String);

impl Facts {
    /// With one more row.
    pub fn with(mut self, name: &str, value: impl Into<Html>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            let row =
                format!("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape(name), value.into_string());
            self.0.push_str(&row);
        }
        self
    }

    /// The table, or nothing.
    pub fn table(self) -> Html {
        if self.0.is_empty() {
            return Html::default();
        }
        Html(format!("<table>\n<tbody>\n{}</tbody>\n</table>\n", self.0))
    }
}

/// Text that means nothing to a browser, also inside an attribute. Control characters are left out but for line breaks and tabs, and
/// so is what is no character at all.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(letter),
            other if other.is_control() || is_no_character(other) => {}
            other => out.push(other),
        }
    }
    out
}

/// Code points that stand for nothing, for ever.
fn is_no_character(letter: char) -> bool {
    matches!(letter, '\u{fdd0}'..='\u{fdef}') || u32::from(letter) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_written_means_anything_to_a_browser() {
        let nasty = "</td><script>alert(\"it's\")</script>&amp;";
        let items = || [Html::from(nasty), Html::from(nasty.to_owned())];
        let facts =
            Facts::default().with(nasty, nasty).with("None", None::<&str>).with("List", Html::list(items()));
        let body = facts.table().and(Html::below(nasty, nasty.into()));
        let page = Html::article(nasty, body).into_string();
        assert!(!page.contains("<script") && !page.contains("</td><s"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(&quot;it&#39;s&quot;)").count(), 7);
        assert!(page.contains("&amp;amp;") && !page.contains("None"));
    }

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        assert_eq!(escape("a\u{0}\u{7}\r\nb\u{85}\tc\u{fffe}\u{1ffff}\u{fdd0}"), "a\nb\tc");
    }

    #[test]
    fn an_element_says_what_it_is_given() {
        let inside = Html::words("<b>");
        let made = Html::element("p", &[("title", "\"a\"")], [inside, Html::void("br", &[])]);
        assert_eq!(made.into_string(), "<p title=\"&quot;a&quot;\"><bdi>&lt;b&gt;</bdi><br/></p>");
    }
}
