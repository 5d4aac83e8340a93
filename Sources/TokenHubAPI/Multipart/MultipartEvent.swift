/// What a body of parts brings.
package enum MultipartEvent: Hashable, Sendable {
  /// A part begins.
  case partBegan(MultipartPart)
  /// More of its content, never none.
  case partBytes([UInt8])
  /// The part ends.
  case partEnded
  /// The body ends; what follows is nobody's.
  case end
}

/// What the head of a part says.
package struct MultipartPart: Hashable, Sendable {
  /// The name of the field.
  package var name: String
  /// The name of the file, where the part says one.
  package var fileName: String?
  /// The media type as the client states it, where it does.
  package var mediaType: String?

  /// Makes a head.
  package init(name: String, fileName: String? = nil, mediaType: String? = nil) {
    self.name = name
    self.fileName = fileName
    self.mediaType = mediaType
  }
}

/// How much of a body is read.
package struct MultipartLimits: Hashable, Sendable {
  /// The most parts (H-716).
  package var maximumParts: Int
  /// The most bytes of a part's head.
  package var maximumHeaderBytes: Int
  /// The most bytes of a part's content.
  package var maximumPartBytes: Int
  /// The most bytes of the whole body.
  package var maximumBodyBytes: Int

  /// Makes limits; the contract's for an image agent unless said otherwise (H-702, H-707, H-716).
  package init(
    maximumParts: Int = 64, maximumHeaderBytes: Int = 16_384, maximumPartBytes: Int = 31_457_280,
    maximumBodyBytes: Int = 315_621_376
  ) {
    self.maximumParts = max(maximumParts, 0)
    self.maximumHeaderBytes = max(maximumHeaderBytes, 0)
    self.maximumPartBytes = max(maximumPartBytes, 0)
    self.maximumBodyBytes = max(maximumBodyBytes, 0)
  }
}

/// Why a body is no body of parts, or more than is read.
package enum MultipartError: Error, Hashable, Sendable {
  /// The header of the request is not `multipart/form-data` or names no boundary of 1 to 70 characters.
  case noBoundary
  /// A line of a part's head is none; the beginning of it.
  case malformedHeader(String)
  /// A part does not say which field it is.
  case noName
  /// A part is itself a body of parts, which form data does not know any more (RFC 7578, section 4.3).
  case nested
  /// A part is encoded in a way that form data does not know any more (RFC 7578, section 4.7).
  case encoded(String)
  /// There are more parts than are read.
  case tooManyParts
  /// The head of a part is larger than is read.
  case headersTooLarge
  /// The content of the field of this name is larger than is read.
  case partTooLarge(String)
  /// The whole body is larger than is read.
  case bodyTooLarge
  /// The body breaks off before its last delimiter.
  case truncated
}

extension MultipartError: CustomStringConvertible {
  /// The reason in a sentence.
  package var description: String {
    switch self {
    case .noBoundary: "the content type has no boundary of 1 to 70 characters"
    case .malformedHeader(let line): "a part has a malformed header line \(line)"
    case .noName: "a part has no name"
    case .nested: "parts must not be nested"
    case .encoded(let encoding): "a part has the unsupported transfer encoding \(encoding)"
    case .tooManyParts: "there are too many parts"
    case .headersTooLarge: "the headers of a part are too large"
    case .partTooLarge: "a part is too large"
    case .bodyTooLarge: "the body is too large"
    case .truncated: "the body ends before its last boundary"
    }
  }
}
