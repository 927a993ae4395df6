//! Tables and lists of facts that say what each cell is, also to somebody who hears them.

use crate::platform::html::Html;

/// Names with what belongs to them; what is empty is left out.
#[derive(Default)]
pub struct Facts(Vec<Html>);

impl Facts {
    /// With one more.
    pub fn with(mut self, name: &'static str, value: impl Into<Html>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            let pair = [Html::element("dt", &[], name), Html::element("dd", &[], value)];
            self.0.push(Html::block("div", &[], pair));
        }
        self
    }

    /// The list.
    pub fn list(self) -> Html {
        let pairs: Html = self.0.into_iter().collect();
        if pairs.is_empty() { pairs } else { Html::block("dl", &[], pairs) }
    }
}

/// A table whose first column names its rows.
pub fn table(caption: &str, columns: &[&str], rows: impl IntoIterator<Item = Vec<Html>>) -> Html {
    let heading = |name: &&str| Html::element("th", &[("scope", "col")], *name);
    let head = Html::element("tr", &[], columns.iter().map(heading).collect::<Html>());
    let body: Html = rows.into_iter().map(row).collect();
    Html::block(
        "table",
        &[],
        [
            Html::block("caption", &[], caption),
            Html::block("thead", &[], head),
            Html::block("tbody", &[], body),
        ],
    )
}

fn row(cells: Vec<Html>) -> Html {
    let mut cells = cells.into_iter();
    let name = cells.next().map(|name| Html::element("th", &[("scope", "row")], name));
    let rest = cells.map(|cell| Html::element("td", &[], cell));
    Html::block("tr", &[], name.into_iter().chain(rest).collect::<Html>())
}
