internal import Foundation
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// Hands what a session tells to the exchange that it is about; it holds an exchange for as long as its task runs.
final class ExchangeDelegate: NSObject, URLSessionDataDelegate {
  private let exchanges = Locked<[Int: Exchange]>([:])

  /// How many exchanges are under way.
  var count: Int { exchanges.withLock { $0.count } }

  /// Takes up an exchange, before its task begins.
  func add(_ exchange: Exchange, as identifier: Int) { exchanges.withLock { $0[identifier] = exchange } }

  private func exchange(of task: URLSessionTask) -> Exchange? {
    let identifier = task.taskIdentifier
    return exchanges.withLock { $0[identifier] }
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    if let head = HTTPResponseHead(response) { exchange(of: dataTask)?.receive(head) }
    completionHandler(.allow)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    exchange(of: dataTask)?.receive([UInt8](data))
  }

  func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
    let identifier = task.taskIdentifier
    guard let exchange = exchanges.withLock({ $0.removeValue(forKey: identifier) }) else { return }
    if let error {
      exchange.finish(HTTPTransportError(error, progress: exchange.progress))
    } else {
      // On Linux a redirection that leads nowhere ends without anything being told of its head.
      if let head = task.response.flatMap(HTTPResponseHead.init) { exchange.receive(head) }
      exchange.finish(nil)
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
    newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
  ) {
    exchange(of: task)?.stop(.failed(.redirected))
    // On Linux an answer that comes after the task was cancelled, by whomever, ends the process; none does no harm.
    #if !canImport(FoundationNetworking)
    completionHandler(nil)
    #endif
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didReceive challenge: URLAuthenticationChallenge,
    completionHandler: @escaping @Sendable (URLSession.AuthChallengeDisposition, URLCredential?) -> Void
  ) {
    #if canImport(FoundationNetworking)
    // On Linux the challenge comes after the whole response, a 401, which is all that is wanted.
    exchange(of: task)?.finish(nil)
    completionHandler(.cancelAuthenticationChallenge, nil)
    #else
    completionHandler(.performDefaultHandling, nil)
    #endif
  }

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, willCacheResponse proposedResponse: CachedURLResponse,
    completionHandler: @escaping @Sendable (CachedURLResponse?) -> Void
  ) {
    completionHandler(nil)
  }
}
