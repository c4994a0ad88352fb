//! Digests as hexadecimal digits.

use std::io::{self, BufReader, Read, Write};

use sha2::{Digest, Sha256};

/// Returns the SHA-256 of bytes as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).as_slice())
}

/// Returns the SHA-256 of what a reader gives, as 64 lower-case hexadecimal digits.
///
/// # Errors
/// The reader fails.
pub fn sha256_hex_of(reader: impl Read) -> io::Result<String> {
    let mut measured = Measured::new(reader);
    io::copy(
        &mut BufReader::with_capacity(1 << 16, &mut measured),
        &mut io::sink(),
    )?;
    Ok(measured.finish().1)
}

/// A reader or writer that counts and digests what passes through it.
pub struct Measured<W> {
    inner: W,
    bytes: u64,
    hash: Sha256,
}

impl<W> Measured<W> {
    /// Makes one of a reader or writer; give it large pieces.
    pub fn new(inner: W) -> Self {
        Self {
            inner,
            bytes: 0,
            hash: Sha256::new(),
        }
    }

    /// Returns how many bytes passed, and their SHA-256 as 64 lower-case hexadecimal digits.
    pub fn finish(self) -> (u64, String) {
        (self.bytes, hex(self.hash.finalize().as_slice()))
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.hash.update(&buffer[..length]);
        self.bytes += length as u64;
        Ok(length)
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let length = self.inner.write(bytes)?;
        self.hash.update(&bytes[..length]);
        self.bytes += length as u64;
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Returns the first 64 bits of a digest: enough to distinguish the items of one dataset.
pub fn first_64_bits(digest: &[u8]) -> i64 {
    let (head, _) = digest.split_first_chunk().expect("a SHA-256 has 256 bits");
    i64::from_be_bytes(*head)
}

/// Returns bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_is_the_same_however_the_bytes_come() {
        let bytes = vec![7; 200_000];
        let mut measured = Measured::new(Vec::new());
        for part in bytes.chunks(999) {
            measured.write_all(part).unwrap();
        }
        assert_eq!(measured.finish(), (200_000, sha256_hex(&bytes)));
        assert_eq!(sha256_hex_of(&bytes[..]).unwrap(), sha256_hex(&bytes));
    }
}
