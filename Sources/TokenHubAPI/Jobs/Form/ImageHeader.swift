/// What the first bytes of a picture say of it.
package struct ImageHeader: Hashable, Sendable {
  /// The format.
  package let format: ImageFormat
  /// The width and the height in pixels, as stored, or nil where they cannot be told.
  ///
  /// A turn that a JPEG's Exif asks for is not counted.
  package let size: Size?

  /// How large a picture is.
  package struct Size: Hashable, Sendable {
    /// Pixels from left to right, at least 1.
    package let width: Int
    /// Pixels from top to bottom, at least 1.
    package let height: Int

    /// Makes a size, or nil where a side is empty.
    package init?(width: Int, height: Int) {
      guard width > 0, height > 0 else { return nil }
      self.width = width
      self.height = height
    }
  }

  /// Reads a file, or tells by nil that it is no picture of a known format (H-708).
  ///
  /// - Complexity: O(n) in the bytes at worst, where a JPEG keeps its size at the end.
  package init?(_ bytes: [UInt8]) {
    guard let format = ImageFormat(sniffing: bytes) else { return nil }
    self.format = format
    let reader = ByteReader(bytes: bytes)
    size =
      switch format {
      case .png: reader.sizeOfPNG
      case .jpeg: reader.sizeOfJPEG
      case .webp: reader.sizeOfWebP
      case .gif: reader.sizeOfGIF
      case .heic: reader.sizeOfHEIC
      }
  }
}

/// The formats of pictures that are taken (H-708).
package enum ImageFormat: CaseIterable, Hashable, Sendable {
  /// Portable Network Graphics.
  case png
  /// JPEG.
  case jpeg
  /// WebP.
  case webp
  /// GIF, of which the first frame counts.
  case gif
  /// High Efficiency Image File Format with HEVC in it.
  case heic

  /// The media type.
  package var mediaType: String {
    switch self {
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    case .webp: "image/webp"
    case .gif: "image/gif"
    case .heic: "image/heic"
    }
  }

  /// The format that a file's first bytes tell of, or nil where it is none of these.
  package init?(sniffing bytes: [UInt8]) {
    let reader = ByteReader(bytes: bytes)
    if reader.has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0) {
      self = .png
    } else if reader.has([0xFF, 0xD8, 0xFF], at: 0) {
      self = .jpeg
    } else if reader.has("RIFF", at: 0), reader.has("WEBP", at: 8) {
      self = .webp
    } else if reader.has("GIF87a", at: 0) || reader.has("GIF89a", at: 0) {
      self = .gif
    } else if reader.isHEIC {
      self = .heic
    } else {
      return nil
    }
  }
}

/// Numbers at places of a file, each nil where the file is too short.
struct ByteReader {
  let bytes: [UInt8]

  func has(_ sought: [UInt8], at place: Int) -> Bool {
    place >= 0 && bytes.count - place >= sought.count && sought.indices.allSatisfy { bytes[place + $0] == sought[$0] }
  }

  func has(_ sought: String, at place: Int) -> Bool { has(Array(sought.utf8), at: place) }

  func byte(_ place: Int) -> Int? { bytes.indices.contains(place) ? Int(bytes[place]) : nil }

  /// A number whose first byte weighs most.
  func big(_ count: Int, at place: Int) -> Int? {
    guard place >= 0, bytes.count - place >= count else { return nil }
    return (0..<count).reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
  }

  /// A number whose last byte weighs most.
  func little(_ count: Int, at place: Int) -> Int? {
    guard place >= 0, bytes.count - place >= count else { return nil }
    return (0..<count).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
  }
}
