/// Gives the page for administrators and what belongs to it.
///
/// A guide for implementers: answers come at once and never change while the process lives, because browsers keep assets
/// for a year; an asset's name has no empty part and none that is `.` or `..`. `AssetSourceContract` of `TokenHubTestKit`
/// checks an implementation.
public protocol AssetSource: Sendable {
  /// The page, in HTML and UTF-8.
  var page: [UInt8] { get }

  /// What lies below `/_assets/` under a name, or nil where nothing does.
  func asset(_ name: String) -> Asset?
}

/// A file that a page needs.
public struct Asset: Hashable, Sendable {
  /// Its content.
  public var bytes: [UInt8]
  /// Its media type, such as `text/css; charset=utf-8`.
  public var mediaType: String

  /// Makes an asset.
  public init(bytes: [UInt8], mediaType: String) {
    self.bytes = bytes
    self.mediaType = mediaType
  }
}
