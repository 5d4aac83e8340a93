/// The shape of a path, such as `/admin/v1/models/{id…}`.
///
/// `{name}` takes one segment that is not empty, `{name?}` one that may be, and `{name…}` one or more, which are joined by slashes again; what stands
/// behind it binds last (H-622). Raw slashes and `%2F` are the same within a parameter (H-325).
struct PathTemplate: Hashable, Sendable {
  private enum Part: Hashable {
    case literal(String)
    case segment(String)
    case anySegment(String)
    case rest(String)
  }

  private let parts: [Part]

  /// Makes a template from its text.
  init(_ text: String) {
    parts = text.split(separator: "/").map { part in
      guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
      let name = part.dropFirst().dropLast()
      switch name.last {
      case "…": return .rest(String(name.dropLast()))
      case "?": return .anySegment(String(name.dropLast()))
      default: return .segment(String(name))
      }
    }
  }

  /// Whether the template has no parameters, so that it matches one path alone.
  var isLiteral: Bool {
    parts.allSatisfy { part in
      if case .literal = part { true } else { false }
    }
  }

  /// The parameters by name where decoded segments have this shape, or nil.
  ///
  /// - Complexity: O(n) in the segments.
  func parameters(in segments: [String]) -> [String: String]? {
    var found: [String: String] = [:]
    var rest = segments[...]
    for (place, part) in parts.enumerated() {
      switch part {
      case .literal(let text):
        guard rest.first == text else { return nil }
        rest = rest.dropFirst()
      case .segment(let name):
        guard let segment = rest.first, !segment.isEmpty else { return nil }
        found[name] = segment
        rest = rest.dropFirst()
      case .anySegment(let name):
        guard let segment = rest.first else { return nil }
        found[name] = segment
        rest = rest.dropFirst()
      case .rest(let name):
        let behind = parts.count - place - 1
        guard rest.count > behind else { return nil }
        let value = rest.dropLast(behind).joined(separator: "/")
        guard !value.isEmpty else { return nil }
        found[name] = value
        rest = rest.suffix(behind)
      }
    }
    return rest.isEmpty ? found : nil
  }
}
