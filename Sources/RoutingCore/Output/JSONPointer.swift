/// Places in a JSON document as RFC 6901 writes them; the empty pointer is the whole document.
enum JSONPointer {
  /// One step as it stands in a pointer, its slash in front.
  static func step(_ name: String) -> String {
    var bytes = [UInt8(ascii: "/")]
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "~"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "0")]
      case UInt8(ascii: "/"): bytes += [UInt8(ascii: "~"), UInt8(ascii: "1")]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The step to an element of an array, counted from 0.
  static func step(_ position: Int) -> String { "/\(position)" }
}
