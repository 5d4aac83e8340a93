/// Finds the lines that part the parts, and holds back what may belong to one.
struct DelimiterMatcher: Sendable {
  /// What one byte brought.
  enum Step {
    /// It may belong to a delimiter.
    case held
    /// What was held is content after all; the byte itself is among it, or is to be given once more.
    case released([UInt8], isTaken: Bool)
    /// It ends a delimiter.
    case delimiter(isLast: Bool)
  }

  /// Where in a line the next byte stands.
  private enum Place: Sendable {
    case inside
    /// Behind a carriage return.
    case carriage
    /// So far into a delimiter.
    case matching(Int)
    /// Behind a delimiter and so many hyphens, and blanks perhaps.
    case behind(hyphens: Int, isPadded: Bool)
    /// Behind a delimiter and a carriage return.
    case ending(isLast: Bool)

    /// Where a byte leads to that ends a line or begins to, or nil for any other.
    init?(endOfLine byte: UInt8) {
      switch byte {
      case 0x0A: self = .matching(0)
      case 0x0D: self = .carriage
      default: return nil
      }
    }
  }

  /// How many blanks may follow a delimiter in its line.
  private static let maximumPadding = 256

  private let delimiter: [UInt8]
  private var place = Place.matching(0)
  private var held: [UInt8] = []

  init(boundary: [UInt8]) { delimiter = Array("--".utf8) + boundary }

  /// Whether bytes are content up to the end of the line.
  var isInsideLine: Bool {
    guard case .inside = place else { return false }
    return true
  }

  /// Whether what is held is the last delimiter, if nothing follows.
  var hasClosingDelimiter: Bool {
    switch place {
    case .behind(let hyphens, _): hyphens == 2
    case .ending(let isLast): isLast
    case .inside, .carriage, .matching: false
    }
  }

  /// The next byte is the first of a line whose predecessor's end is nobody's content.
  mutating func beginsLine() {
    place = .matching(0)
    held = []
  }

  mutating func take(_ byte: UInt8) -> Step {
    switch place {
    case .inside: return hold(byte, Place(endOfLine: byte)) ?? release(with: byte)
    case .carriage:
      if byte == 0x0A { return hold(byte, .matching(0)) }
      return release()
    case .matching(let count):
      guard byte == delimiter[count] else { return release() }
      return hold(byte, count + 1 == delimiter.count ? .behind(hyphens: 0, isPadded: false) : .matching(count + 1))
    case .behind(let hyphens, let isPadded): return take(byte, behind: hyphens, isPadded: isPadded)
    case .ending(let isLast):
      if byte == 0x0A { return found(isLast: isLast) }
      // The carriage return may begin the end of this line all the same.
      let content = Array(held.dropLast())
      held = [0x0D]
      place = .carriage
      return .released(content, isTaken: false)
    }
  }

  private mutating func take(_ byte: UInt8, behind hyphens: Int, isPadded: Bool) -> Step {
    switch byte {
    case UInt8(ascii: "-") where hyphens < 2 && !isPadded:
      return hold(byte, .behind(hyphens: hyphens + 1, isPadded: false))
    case 0x20, 0x09:
      guard hyphens != 1, held.count < delimiter.count + DelimiterMatcher.maximumPadding else { return release() }
      return hold(byte, .behind(hyphens: hyphens, isPadded: true))
    case 0x0D where hyphens != 1: return hold(byte, .ending(isLast: hyphens == 2))
    case 0x0A where hyphens != 1: return found(isLast: hyphens == 2)
    default: return release()
    }
  }

  private mutating func hold(_ byte: UInt8, _ next: Place) -> Step {
    held.append(byte)
    place = next
    return .held
  }

  private mutating func hold(_ byte: UInt8, _ next: Place?) -> Step? {
    next.map { hold(byte, $0) }
  }

  private mutating func release(with byte: UInt8? = nil) -> Step {
    defer { held = [] }
    place = .inside
    return .released(byte.map { held + [$0] } ?? held, isTaken: byte != nil)
  }

  private mutating func found(isLast: Bool) -> Step {
    held = []
    place = .matching(0)
    return .delimiter(isLast: isLast)
  }
}
