/// Text as it may stand in HTML and SVG, whoever wrote it.
enum MarkupText {
  /// The text with all that could be read as markup escaped.
  ///
  /// Control characters, which XML forbids, and marks that turn the direction of the text around them, which would let a
  /// name reorder what stands beside it, are shown as U+FFFD. Line ends and tabs become spaces.
  ///
  /// - Complexity: O(n) in the length.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n", "\r": escaped += " "
      default: escaped.unicodeScalars.append(isForbidden(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return escaped
  }

  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F...0x9F: true
    // Embeddings, overrides, isolates and marks (Unicode Standard Annex 9, section 2), and line separators.
    case 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
    case let value: value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
    }
  }

  /// How wide a text is about, in pixels, without a font at hand: the widths of DejaVu Sans, one of the wider faces.
  ///
  /// The size of the font is in pixels, too.
  ///
  /// - Complexity: O(n) in the length.
  static func width(of text: String, size: Double) -> Double {
    var width = 0.0
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x20, 0x27, 0x2C, 0x2E, 0x3A, 0x3B, 0x69, 0x6A, 0x6C, 0x7C: width += 0.32
      case 0x21...0x2F, 0x66, 0x72, 0x74: width += 0.42
      case 0x30...0x39, 0x5F: width += 0.64
      case 0x4D, 0x57, 0x6D, 0x77, 0x25, 0x40: width += 0.96
      case 0x41...0x5A: width += 0.7
      case 0x1100...: width += 1
      default: width += 0.61
      }
    }
    return width * size
  }

  /// The text, or its beginning and an ellipsis where it is wider than so many pixels.
  ///
  /// - Complexity: O(n) in the length.
  static func shortened(_ text: String, to width: Double, size: Double) -> String {
    guard self.width(of: text, size: size) > width else { return text }
    var kept = ""
    for character in text {
      guard self.width(of: kept + String(character) + "…", size: size) <= width else { break }
      kept.append(character)
    }
    return kept + "…"
  }
}
