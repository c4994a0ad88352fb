//! English numerals, so that `forty` and `40` are one number.

/// The numerals below twenty, by their value.
const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

/// The tens, from twenty.
const TENS: [&str; 8] = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Returns a word's number in digits, if it is a numeral, or a number that groups its digits.
pub fn digits(word: &str) -> Option<String> {
    if let Some(value) = value(word) {
        return Some(value.to_string());
    }
    let mut groups = word.split(',');
    let is_group = |group: &str| group.bytes().all(|b| b.is_ascii_digit());
    let first = groups.next().filter(|first| is_group(first))?;
    let is_grouped = (1..=3).contains(&first.len())
        && word.contains(',')
        && groups.all(|group| group.len() == 3 && is_group(group));
    is_grouped.then(|| word.replace(',', ""))
}

/// Returns the value of a numeral that is one word.
pub fn value(word: &str) -> Option<u64> {
    let of = |list: &[&str]| list.iter().position(|numeral| *numeral == word);
    let small = of(&SMALL).and_then(|value| u64::try_from(value).ok());
    small.or_else(|| Some((u64::try_from(of(&TENS)?).ok()? + 2) * 10))
}

/// Returns the value of a number that is written in one or more words, such as `forty` `one` or
/// `three` `thousand`; `None` where they are not one number.
pub fn value_of<S: AsRef<str>>(words: &[S]) -> Option<u64> {
    let (mut total, mut part, mut last) = (0_u64, None::<u64>, u64::MAX);
    for word in words.iter().map(AsRef::as_ref) {
        let number = value(word).or_else(|| word.parse().ok());
        if let Some(number) = number {
            // After `forty` only `one` to `nine` may follow, and nothing after digits or units.
            let fits = part.is_none_or(|before| before % 10 == 0 && number < last && number > 0);
            let is_tail = part.is_none() || number < 10 || last == 100;
            if !fits || !is_tail {
                return None;
            }
            part = Some(part.unwrap_or(0).checked_add(number)?);
            last = if number < 20 { 0 } else { 10 };
            continue;
        }
        let scale = match word {
            "hundred" => {
                part = Some(part?.checked_mul(100)?);
                last = 100;
                continue;
            }
            "and" if last == 100 => continue,
            "thousand" => 1_000,
            "million" => 1_000_000,
            "billion" => 1_000_000_000,
            _ => return None,
        };
        total = total.checked_add(part.take()?.checked_mul(scale)?)?;
        last = u64::MAX;
    }
    if total == 0 && part.is_none() {
        return None;
    }
    total.checked_add(part.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_have_the_value_of_their_digits() {
        for (words, expected) in [
            ("forty", Some(40)),
            ("forty one", Some(41)),
            ("40 1", Some(41)),
            ("three hundred and five", Some(305)),
            ("3 thousand", Some(3_000)),
            ("2 million 5 thousand", Some(2_005_000)),
            ("forty boats", None),
            ("forty fifty", None),
            ("one two", None),
            ("", None),
            ("hundred", None),
            ("18446744073709551 thousand 616", None),
        ] {
            let words: Vec<&str> = words.split_whitespace().collect();
            assert_eq!(value_of(&words), expected, "{words:?}");
        }
        assert_eq!(digits("1,500").as_deref(), Some("1500"));
        assert_eq!(digits("1,50"), None);
        assert_eq!(digits("twelve").as_deref(), Some("12"));
        assert_eq!(digits("boats"), None);
    }
}
