internal import Foundation
internal import ProviderAdapters

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

extension HTTPResponseHead {
  /// The head as the session tells it: without order, so here by name, and fields of one name joined by commas.
  init?(_ response: URLResponse) {
    guard let response = response as? HTTPURLResponse else { return nil }
    let fields = response.allHeaderFields.compactMap { name, value -> HTTPField? in
      guard let name = name as? String, let value = value as? String else { return nil }
      return HTTPField(name, value)
    }
    self.init(status: response.statusCode, headers: fields.sorted { $0.name < $1.name })
  }
}
