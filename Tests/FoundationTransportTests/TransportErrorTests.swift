import Foundation
import ProviderAdapters
import RoutingCore
import Testing

@testable import FoundationTransport

#if canImport(FoundationNetworking)
import FoundationNetworking
#endif

/// What the session's errors become.
@Suite struct TransportErrorTests {
  @Test(
    "each code has its meaning",
    arguments: [
      (.timedOut, .failed(.timedOut)), (.cannotConnectToHost, .failed(.refused)),
      (.cannotFindHost, .failed(.nameNotFound)), (.dnsLookupFailed, .failed(.nameNotFound)),
      (.networkConnectionLost, .failed(.reset)), (.badServerResponse, .failed(.endedEarly)),
      (.secureConnectionFailed, .failed(.insecure)), (.serverCertificateUntrusted, .failed(.insecure)),
      (.serverCertificateHasBadDate, .failed(.insecure)), (.clientCertificateRequired, .failed(.insecure)),
      (.httpTooManyRedirects, .failed(.redirected)), (.dataLengthExceedsMaximum, .failed(.tooLarge)),
      (.notConnectedToInternet, .failed(.other)), (.unsupportedURL, .failed(.other)), (.unknown, .failed(.other)),
      (.cancelled, .cancelled),
    ] as [(URLError.Code, HTTPTransportError)])
  func codes(code: URLError.Code, meaning: HTTPTransportError) {
    #expect(HTTPTransportError(URLError(code), progress: .connecting) == meaning)
  }

  @Test("what has no code is told by how far the exchange had come")
  func unknown() {
    func meaning(_ words: String, _ progress: Exchange.Progress) -> HTTPTransportError {
      HTTPTransportError(URLError(.unknown, userInfo: [NSLocalizedDescriptionKey: words]), progress: progress)
    }
    #expect(meaning("transfer closed with 18 bytes remaining to read", .receiving) == .failed(.endedEarly))
    #expect(meaning("SSL certificate problem: self-signed certificate", .connectingSecurely) == .failed(.insecure))
    #expect(meaning("Header without colon", .connectingSecurely) == .failed(.other))
    #expect(meaning("SSL certificate problem", .connecting) == .failed(.other))
  }

  @Test("an error of another kind is other")
  func foreign() {
    #expect(HTTPTransportError(CancellationError(), progress: .connecting) == .failed(.other))
  }
}
