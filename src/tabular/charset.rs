//! Encodings of one country or system, which a text file does not name.

use encoding_rs::Encoding;

/// An encoding in which spreadsheets save texts, unless it is one of Unicode.
#[derive(Debug)]
pub struct Charset {
    /// Its name.
    pub name: &'static str,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// One that encoding_rs knows.
    Web(&'static Encoding),
    /// One of DOS: ASCII and these 128 characters. No browser needs them, so encoding_rs has none.
    Dos(&'static str),
}

const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

const fn web(name: &'static str, encoding: &'static Encoding) -> Charset {
    Charset {
        name,
        form: Form::Web(encoding),
    }
}

const fn dos(name: &'static str, upper: &'static str) -> Charset {
    Charset {
        name,
        form: Form::Dos(upper),
    }
}

/// The encodings that are tried, the likeliest first.
pub static CHARSETS: [Charset; 10] = [
    web("Windows-1252", encoding_rs::WINDOWS_1252),
    web("Mac Roman", encoding_rs::MACINTOSH),
    dos("CP850", CP850),
    dos("CP437", CP437),
    web("GBK", encoding_rs::GBK),
    web("Windows-1250", encoding_rs::WINDOWS_1250),
    web("Windows-1251", encoding_rs::WINDOWS_1251),
    web("Shift_JIS", encoding_rs::SHIFT_JIS),
    web("Big5", encoding_rs::BIG5),
    web("EUC-KR", encoding_rs::EUC_KR),
];

impl Charset {
    /// Returns the text that bytes are in this encoding; what is none becomes a mark.
    pub fn decode(&self, bytes: &[u8]) -> String {
        match self.form {
            Form::Web(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(bytes);
                text.into_owned()
            }
            Form::Dos(upper) => {
                let upper: Vec<char> = upper.chars().collect();
                let char_of = |byte: &u8| match usize::from(*byte).checked_sub(0x80) {
                    Some(at) => upper[at],
                    None => char::from(*byte),
                };
                bytes.iter().map(char_of).collect()
            }
        }
    }

    /// Returns the bytes of a text; `None` where the encoding lacks a character of it.
    pub fn encode(&self, text: &str) -> Option<Vec<u8>> {
        match self.form {
            Form::Web(encoding) => {
                let (bytes, _, lacks_some) = encoding.encode(text);
                (!lacks_some).then(|| bytes.into_owned())
            }
            Form::Dos(upper) => {
                let byte_of = |c: char| match u8::try_from(c) {
                    Ok(byte) if byte.is_ascii() => Some(byte),
                    _ => u8::try_from(0x80 + upper.chars().position(|known| known == c)?).ok(),
                };
                text.chars().map(byte_of).collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_written() {
        for charset in &CHARSETS {
            let text = match charset.name {
                "Windows-1251" => "Ереван, 4 марта",
                "Shift_JIS" | "Big5" | "GBK" => "中 1",
                "EUC-KR" => "서울 1",
                _ => "Köln, Göteborg",
            };
            let bytes = charset.encode(text).unwrap();
            assert_ne!(bytes, text.as_bytes());
            assert_eq!(charset.decode(&bytes), text, "{}", charset.name);
        }
        let dos = |name| {
            CHARSETS
                .iter()
                .find(|charset| charset.name == name)
                .unwrap()
        };
        assert_eq!(dos("CP437").decode(b"\x81\x9b\xff"), "ü¢\u{a0}");
        assert_eq!(dos("CP850").decode(b"\x81\x9b\xff"), "üø\u{a0}");
        assert_eq!(dos("CP437").encode("“"), None);
    }

    #[test]
    fn a_page_of_dos_has_128_characters() {
        for page in [CP437, CP850] {
            assert_eq!(page.chars().count(), 128);
        }
    }
}
