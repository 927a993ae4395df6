//! The canonical form of a JSON document (RFC 8785), over which its digest is made: members sorted by the UTF-16
//! units of their names, no white space, the shortest escapes, and numbers as ECMAScript writes them.
//!
//! A number is the shortest decimal that reads back as the same 64-bit float: `1`, not `1.0`; `0.5`; `1e-7` below
//! 0.000001 and `1e+21` from 10²¹ on. Whoever has a report's document can make its digest again with any RFC 8785
//! library.

use serde_json::Value;

/// The canonical form.
pub fn canonical(value: &Value) -> String {
    let mut out = String::with_capacity(4096);
    write(value, &mut out);
    out
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&value.to_string()),
        Value::Number(number) => write_number(number.as_f64().unwrap_or_default(), out),
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            members.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (index, (name, value)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(value, out);
            }
            out.push('}');
        }
    }
}

/// `Number::toString` of ECMAScript.
fn write_number(number: f64, out: &mut String) {
    if number < 0.0 {
        out.push('-');
    }
    let (digits, point) = shortest(number.abs());
    let length = i32::try_from(digits.len()).unwrap_or(i32::MAX);
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or_default());
    let whole = usize::try_from(point).unwrap_or_default();
    match point {
        _ if digits.is_empty() => out.push('0'),
        1..=21 if point >= length => out.push_str(&format!("{digits}{}", zeros(point - length))),
        1..=21 => {
            let (whole, rest) = digits.split_at(whole);
            out.push_str(&format!("{whole}.{rest}"));
        }
        -5..=0 => out.push_str(&format!("0.{}{digits}", zeros(-point))),
        _ => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let sign = if point < 1 { '-' } else { '+' };
            out.push_str(&format!("{first}{dot}{rest}e{sign}{}", (point - 1).unsigned_abs()));
        }
    }
}

/// The fewest digits that read back as the same number, the even one of two that are equally near, and the place of
/// the decimal point before, among or after them. No digits for zero.
fn shortest(number: f64) -> (String, i32) {
    // Not `format!`, which takes the upper one of two equally near.
    let text = Value::from(number).to_string();
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let point = i32::try_from(whole.len()).unwrap_or(i32::MAX) + exponent;
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    let leading = i32::try_from(all.len() - digits.len()).unwrap_or(i32::MAX);
    (digits.trim_end_matches('0').to_owned(), point - leading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn number(value: f64) -> String {
        let mut out = String::new();
        write_number(value, &mut out);
        out
    }

    /// The samples of RFC 8785, appendix B, that are finite.
    #[test]
    fn numbers_are_written_as_ecmascript_does() {
        let samples: [(u64, &str); 22] = [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5557, "333333333.33333343"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ];
        for (bits, text) in samples {
            assert_eq!(number(f64::from_bits(bits)), text);
        }
        assert_eq!(number(1.0), "1");
        assert_eq!(number(0.5), "0.5");
        assert_eq!(number(120.0), "120");
        assert_eq!(number(12.25), "12.25");
    }

    #[test]
    fn a_document_has_one_form() {
        let value = json!({
            "numbers": [333_333_333.333_333_3, 1e30, 4.5, 0.002, 1e-27], "literals": [null, true, false],
            "string": "\u{20ac}$\u{f}\nA'B\"\\\"/"
        });
        let expected = "{\"literals\":[null,true,false],\
            \"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],\
            \"string\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\"/\"}";
        assert_eq!(canonical(&value), expected);
    }

    /// The sample of RFC 8785, section 3.2.3.
    #[test]
    fn members_are_sorted_by_utf16_units() {
        let value = json!({
            "\u{20ac}": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "\u{1f600}": 5, "\u{80}": 6, "\u{f6}": 7
        });
        let expected =
            "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1f600}\":5,\"\u{fb33}\":3}";
        assert_eq!(canonical(&value), expected);
    }

    #[test]
    fn the_order_of_members_changes_nothing() {
        let one: Value = serde_json::from_str(r#"{"b": {"y": 1, "x": 2}, "a": []}"#).unwrap();
        let other: Value = serde_json::from_str(r#"{"a":[],"b":{"x":2.0,"y":1}}"#).unwrap();
        assert_eq!(canonical(&one), canonical(&other));
    }
}
