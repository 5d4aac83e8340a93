/// Ids of jobs: `job_` and 24 characters of base 32 (H-715).
package enum JobID {
  /// How many bytes an id is made of: 120 bits are 24 characters.
  package static let byteCount = 15

  /// The alphabet of RFC 4648, section 6, in lower case.
  private static let characters = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

  /// The id that some bytes make.
  package static func text(of bytes: [UInt8]) -> String {
    precondition(bytes.count == byteCount, "A source of random bytes gives as many as it is asked for.")
    var text = Array("job_".utf8)
    var bits = 0
    var count = 0
    for byte in bytes {
      bits = (bits << 8 | Int(byte)) & 0xFFFF
      count += 8
      while count >= 5 {
        count -= 5
        text.append(characters[bits >> count & 31])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
