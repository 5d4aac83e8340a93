internal import Foundation
internal import ProviderAdapters
internal import RoutingCore

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

extension HTTPTransportError {
  /// What a session's error means; nothing of its texts, which hold addresses, is kept.
  init(_ error: any Error, progress: Exchange.Progress) {
    guard let error = error as? URLError else {
      self = .failed(.other)
      return
    }
    switch error.code {
    case .cancelled, .userCancelledAuthentication: self = .cancelled
    case .timedOut: self = .failed(.timedOut)
    case .cannotConnectToHost: self = .failed(.refused)
    case .cannotFindHost, .dnsLookupFailed: self = .failed(.nameNotFound)
    case .networkConnectionLost: self = .failed(.reset)
    // On Linux: closed without a word.
    case .badServerResponse: self = .failed(.endedEarly)
    case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
      .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected,
      .clientCertificateRequired, .appTransportSecurityRequiresSecureConnection:
      self = .failed(.insecure)
    case .httpTooManyRedirects, .redirectToNonExistentLocation: self = .failed(.redirected)
    case .dataLengthExceedsMaximum: self = .failed(.tooLarge)
    // On Linux there is no code for a body that stops short of its length or whose chunks or encoding make no sense,
    // and none for a failed handshake, which only curl's words tell from other things that have no code.
    case .unknown, .cannotParseResponse, .cannotDecodeRawData, .cannotDecodeContentData:
      switch progress {
      case .connecting: self = .failed(.other)
      case .connectingSecurely:
        let words = error.localizedDescription
        let isHandshake = ["SSL", "TLS", "certificate"].contains { words.contains($0) }
        self = .failed(isHandshake ? .insecure : .other)
      case .receiving: self = .failed(.endedEarly)
      }
    default: self = .failed(.other)
    }
  }
}
