use super::*;

fn fields(line: &str, separator: Separator, arff: bool) -> Vec<String> {
    let dialect = Dialect { separator, arff };
    let mut fields = Fields::new(line.as_bytes(), dialect);
    let mut found = Vec::new();
    while let Some(field) = fields.next() {
        found.push(match field {
            Field::Whole(number) => format!("#{number}"),
            Field::Broken(text) => format!("!{}", String::from_utf8_lossy(text)),
            other => other.text(dialect).into_owned(),
        });
    }
    found
}

#[test]
fn fields_of_each_kind() {
    let comma = |line| fields(line, Separator::Comma, false);
    assert_eq!(comma("1,23, 4 ,1234567890,-1,,x y "), ["#1", "#23", "#4", "1234567890", "-1", "", "x y"]);
    assert_eq!(comma("1,"), ["#1", ""]);
    assert_eq!(comma("\"a,b\",\"c \"\"d\"\"\" , \"5\",'9'"), ["a,b", "c \"d\"", "5", "9"]);
    assert_eq!(comma("1,\"2,3"), ["#1", "!\"2,3"]);
    assert_eq!(comma("\"1\"2,3"), ["!\"1\"2,3"]);
    assert_eq!(fields("1\t\t x", Separator::Tab, false), ["#1", "", "x"]);
    assert_eq!(fields("  1   2 \t -3  ", Separator::Spaces, false), ["#1", "#2", "-3"]);
    assert_eq!(fields("\"a b\" 2", Separator::Spaces, false), ["a b", "#2"]);
    assert_eq!(fields("\"a b\"\t 2", Separator::Spaces, false), ["a b", "#2"]);
    assert_eq!(fields("1,5;2", Separator::Semicolon, false), ["1,5", "#2"]);
    assert_eq!(fields(r"'a \'b\', c',2", Separator::Comma, true), ["a 'b', c", "#2"]);
}

#[test]
fn texts_are_as_they_are_written() {
    let texts = |line: &str, separator| {
        let mut fields = Fields::new(line.as_bytes(), Dialect { separator, arff: false });
        std::iter::from_fn(|| fields.next_text().map(String::from)).collect::<Vec<_>>()
    };
    assert_eq!(texts("007, 1.50 ,\"a, b\",-0.0,", Separator::Comma), ["007", "1.50", "a, b", "-0.0", ""]);
    assert_eq!(texts("0012|05", Separator::Bar), ["0012", "05"]);
    assert_eq!(texts("  007   1.0 x ", Separator::Spaces), ["007", "1.0", "x"]);
}
