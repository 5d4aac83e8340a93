internal import Digests
internal import RoutingCore

/// Reads a request to an image agent while it arrives (H-702, H-707, H-711, H-713, H-716).
///
/// What is too large is refused as soon as it is. Of text fields no more is kept than can be valid, of more than ten
/// pictures none of the eleventh, and of fields that nobody knows nothing at all, so that memory holds ten pictures at
/// most.
package struct ImageAgentFormReader: Sendable {
  /// The part that is being read.
  private enum Part: Sendable {
    case none
    case text(name: String)
    case image(ImageFieldName, fileName: String?)
    case ignored
  }

  /// More than any valid text has: 10,000 code units of UTF-16 are at most 30,000 bytes.
  private static let longestText = 30_001

  private let rules: ImageAgentRules
  /// What reads a body of parts, or nil for one of JSON.
  private var parser: MultipartParser?
  private var fields = ImageAgentFormFields()
  private var part = Part.none
  /// What has come of the part, or of the whole body of JSON.
  private var collected: [UInt8] = []
  /// How many bytes of the part came, kept or not.
  private var partByteCount = 0
  private var digest: PartDigest?

  /// Makes a reader of a body of this type; a JSON body needs none.
  ///
  /// - Throws: `ImageAgentFormFailure` of status 415 where the type is another, 400 where it names no boundary.
  package init(contentType: String?, rules: ImageAgentRules, wantsDigest: Bool) throws(ImageAgentFormFailure) {
    self.rules = rules
    digest = wantsDigest ? PartDigest() : nil
    let type = contentType ?? "application/json"
    let media = String(
      decoding: TextBytes.trimmed(Array(type.utf8.prefix { $0 != UInt8(ascii: ";") })[...]), as: UTF8.self)
    switch media.lowercased() {
    case "multipart/form-data":
      do throws(MultipartError) {
        parser = MultipartParser(boundary: try MultipartParser.boundary(ofContentType: type), limits: rules.limits)
      } catch {
        throw ImageAgentFormReader.failure(error, rules)
      }
    case "application/json": parser = nil
    default:
      throw ImageAgentFormFailure(
        status: 415,
        errors: [
          EnvelopeError(
            code: EnvelopeError.unsupportedType, message: "the body must be multipart/form-data or application/json")
        ])
    }
  }

  /// Takes in the bytes that come next.
  ///
  /// - Throws: `ImageAgentFormFailure` of status 413 where too much has come, 400 where it is no body of parts.
  /// - Complexity: O(n) in the bytes.
  package mutating func push(_ bytes: [UInt8]) throws(ImageAgentFormFailure) {
    guard parser != nil else {
      guard collected.count + bytes.count <= rules.limits.maximumBodyBytes else {
        throw failure(.bodyTooLarge)
      }
      collected += bytes
      return
    }
    do throws(MultipartError) {
      for event in try parser?.push(bytes) ?? [] { take(event) }
    } catch {
      throw failure(error)
    }
  }

  /// Takes in the end of the body, and gives what it says.
  ///
  /// - Throws: `ImageAgentFormFailure` with all that is wrong.
  /// - Complexity: O(n log n) in the pictures, and O(n) in the bytes of a JSON body.
  package mutating func finish() throws(ImageAgentFormFailure) -> ImageAgentForm {
    if parser == nil {
      digest?.begin(MultipartPart(name: ""))
      digest?.add(collected)
      digest?.endPart()
      try ImageAgentJSON.read(collected, into: &fields)
      collected = []
    }
    do throws(MultipartError) {
      for event in try parser?.finish() ?? [] { take(event) }
    } catch {
      throw failure(error)
    }
    return try fields.form(rules, digest: digest?.finished)
  }

  private func failure(_ error: MultipartError) -> ImageAgentFormFailure {
    ImageAgentFormReader.failure(error, rules)
  }

  private static func failure(_ error: MultipartError, _ rules: ImageAgentRules) -> ImageAgentFormFailure {
    switch error {
    case .partTooLarge(let name):
      .tooLarge("a file may have at most \(rules.limits.maximumPartBytes) bytes", field: name)
    case .bodyTooLarge: .tooLarge("the body may have at most \(rules.limits.maximumBodyBytes) bytes")
    case .noBoundary, .malformedHeader, .noName, .nested, .encoded, .tooManyParts, .headersTooLarge, .truncated:
      ImageAgentFormFailure(
        status: 400, errors: [EnvelopeError(code: EnvelopeError.validation, message: error.description)])
    }
  }
}

// MARK: - Parts

extension ImageAgentFormReader {
  private mutating func take(_ event: MultipartEvent) {
    switch event {
    case .partBegan(let head):
      digest?.begin(head)
      begin(head)
    case .partBytes(let bytes):
      digest?.add(bytes)
      keep(bytes)
    case .partEnded:
      digest?.endPart()
      endPart()
    case .end: break
    }
  }

  private mutating func begin(_ head: MultipartPart) {
    collected = []
    partByteCount = 0
    if ImageAgentFormFields.names.contains(head.name) {
      part = .text(name: head.name)
    } else if let name = ImageFieldName(head.name) {
      part = .image(name, fileName: head.fileName)
    } else {
      part = .ignored
    }
  }

  private mutating func keep(_ bytes: [UInt8]) {
    partByteCount += bytes.count
    switch part {
    case .none, .ignored: break
    case .text: collected += bytes.prefix(max(ImageAgentFormReader.longestText - collected.count, 0))
    case .image: if fields.images.count < ImageAgentRules.maximumImages { collected += bytes }
    }
  }

  private mutating func endPart() {
    switch part {
    case .none, .ignored: break
    case .text(let name): endText(name, collected)
    case .image(let name, let fileName):
      // What a browser sends for a chooser in which nothing was chosen is no picture (H-711).
      guard partByteCount > 0 || fileName?.isEmpty == false else { break }
      fields.append(collected.count == partByteCount ? .bytes(collected) : .dropped, at: name)
    }
    part = .none
    collected = []
  }

  private mutating func endText(_ name: String, _ bytes: [UInt8]) {
    guard !fields.has(name) else {
      fields.refuse(name, "\(name) stands more than once")
      return
    }
    // What was cut may end in the middle of a character; it is too long in any case.
    let isCut = bytes.count == ImageAgentFormReader.longestText
    guard let text = isCut ? String(decoding: bytes, as: UTF8.self) : String(validating: bytes, as: UTF8.self) else {
      fields.set(name, "")
      fields.refuse(name, "\(name) is not UTF-8")
      return
    }
    fields.set(name, text)
  }
}
