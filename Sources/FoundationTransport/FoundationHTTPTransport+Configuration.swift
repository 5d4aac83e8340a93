internal import Foundation

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

extension FoundationHTTPTransport {
  /// What a transport may be told.
  public struct Configuration: Hashable, Sendable {
    /// The most connections to one host, at least 1; further requests wait for one, and their timeout runs.
    public var maximumConnectionsPerHost: Int
    /// How many bytes of a stream may wait for their reader, at least 1.
    public var maximumUnreadBytes: Int
    /// What stands in `User-Agent` where a request has none.
    public var userAgent: String

    /// Makes a configuration; numbers below 1 become 1.
    public init(
      maximumConnectionsPerHost: Int = 256, maximumUnreadBytes: Int = 16_777_216, userAgent: String = "swift-tokenhub"
    ) {
      self.maximumConnectionsPerHost = max(1, maximumConnectionsPerHost)
      self.maximumUnreadBytes = max(1, maximumUnreadBytes)
      self.userAgent = userAgent
    }

    /// The same for a session that keeps nothing.
    func forSession() -> URLSessionConfiguration {
      let session = URLSessionConfiguration.ephemeral
      session.httpMaximumConnectionsPerHost = maximumConnectionsPerHost
      session.urlCache = nil
      session.requestCachePolicy = .reloadIgnoringLocalCacheData
      session.httpCookieStorage = nil
      session.httpCookieAcceptPolicy = .never
      session.httpShouldSetCookies = false
      session.urlCredentialStorage = nil
      return session
    }
  }
}
