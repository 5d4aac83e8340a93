/// A file to fetch at once and to keep elsewhere, because its address is soon no more (C-224, C-229, C-230).
public struct AssetTransfer: Hashable, Sendable {
  /// What it is.
  public var media: MediaCheck
  /// Where it is.
  public var source: Source
  /// When its address ends, as RFC 3339 writes moments.
  public var expires: String

  /// Where a file is.
  public enum Source: Hashable, Sendable {
    /// At an address, from which redirections are to be followed.
    case url(String)
    /// In the answer, in Base64.
    case base64(String)
  }

  /// Makes a transfer.
  public init(media: MediaCheck, source: Source, expires: String) {
    self.media = media
    self.source = source
    self.expires = expires
  }

  /// How long an address is taken to last where the gateway does not say: 24 hours, in milliseconds.
  static let lifetime = 86_400_000

  /// When what an answer names ends: by its header `X-Asset-Expires`, or a day after it came.
  static func expiry(_ response: ClientResponse, now: Int) -> String {
    let allowed = Array("0123456789-:.TtZz+".utf8)
    if let told = response[header: "x-asset-expires"], (20...40).contains(told.utf8.count),
      told.utf8.allSatisfy(allowed.contains)
    {
      return told
    }
    return UTCText.text(milliseconds: now.addingReportingOverflow(lifetime).partialValue)
  }
}

/// What else than text may be checked (C-220).
public enum MediaCheck: String, CaseIterable, Hashable, Sendable {
  /// A picture.
  case image
  /// A video.
  case video
}
