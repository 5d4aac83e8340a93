import FoundationTransport
import Routing
import RoutingCore
import TrafficReplay

/// A dispatcher over providers that do nothing, and requests for it.
struct DispatchBench: Sendable {
  private let dispatcher: Dispatcher
  private let requests: [DispatchRequest]
  private let calls: [ProviderCall]
  private let provider = IdleProvider()
  let modelCount: Int

  /// The ways to serve a request; what the first takes is what there is without a dispatcher.
  enum Way: String, CaseIterable {
    case providerAlone = "provider-alone"
    case send
    case stream
  }

  init(_ traffic: RouterTraffic) throws {
    modelCount = traffic.registry.models.count
    let providers = traffic.registry.providers.map { ($0.id, IdleProvider() as any ModelProvider) }
    let router = try traffic.router()
    dispatcher = Dispatcher(
      router, providers: Dictionary(uniqueKeysWithValues: providers), time: SystemTimeSource())
    let payload = CallPayload(messages: [ChatMessage(.user, "Hello")])
    // Only what somebody may serve, whole and streamed: a refusal is no call.
    var worker = router.makeWorker()
    requests = try traffic.requests.prefix(4096).compactMap { traffic -> DispatchRequest? in
      var request = traffic.request
      request.hint = nil
      request.kind = .chat
      request.isStreaming = true
      let policy = RouterTraffic.name(ofPolicy: traffic.policy)
      guard try worker.decide(request, policy: policy) != nil else { return nil }
      return DispatchRequest(request, payload: payload, policy: .named(policy))
    }
    guard let model = traffic.registry.models.first else { throw UsageError(description: "the registry is empty") }
    calls = [ProviderCall(model: model, payload: payload, timeout: 30_000)]
  }

  /// Some of the requests, from the first again after the last.
  func requests(from first: Int, count: Int) -> [DispatchRequest] {
    (0..<count).map { requests[(first + $0) % requests.count] }
  }

  /// Serves requests; the sum depends on every answer.
  func serve(_ requests: [DispatchRequest], _ way: Way) async throws -> UInt64 {
    var answered: UInt64 = 0
    for request in requests {
      answered += try await serve(request, way)
    }
    return answered
  }

  private func serve(_ request: DispatchRequest, _ way: Way) async throws(DispatchError) -> UInt64 {
    switch way {
    case .providerAlone:
      let provider: any ModelProvider = provider
      do throws(ProviderFailure) {
        return try await provider.send(calls[0]).body.isNull ? 1 : 0
      } catch {
        return 0
      }
    case .send: return try await dispatcher.send(request).summary.attempts.count == 1 ? 1 : 0
    case .stream:
      let stream = try await dispatcher.stream(request)
      var pieces: UInt64 = 0
      do throws(DispatchFailure) {
        while try await stream.next() != nil { pieces += 1 }
      } catch {
        throw .failed(error)
      }
      return pieces
    }
  }
}
