internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `/v2/image/agent` and `/v1/jobs` (H-701 to H-754).
struct JobEndpoints: Sendable {
  let services: GatewayServices

  /// Accepts a job, or tells all that is wrong with it at once (H-712 to H-714).
  func submit(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    guard let blobs = services.ports.blobs else { throw .noAgents }
    let form: ImageAgentForm
    do throws(ImageAgentFormFailure) {
      form = try await ImageAgentFormReader.read(
        exchange.request.body, contentType: exchange.request[header: "content-type"], rules: rules,
        wantsDigest: exchange.request[header: "idempotency-key"] != nil)
    } catch {
      throw APIError(error)
    }
    return try await services.onceOnly(exchange, bodyHash: form.digest ?? []) { () async throws(APIError) in
      try await accept(form, blobs, exchange)
    }
  }

  private func accept(
    _ form: ImageAgentForm, _ blobs: any BlobStore, _ exchange: ConsumerExchange
  ) async throws(APIError) -> GatewayResponse {
    guard try hasSuppliers(form.request, exchange) else { throw .noAgents }
    let request: ImageAgentRequest
    do throws(BlobStoreFailure) {
      request = try await form.request(storingIn: blobs)
    } catch {
      throw APIError(status: 503, message: "the images cannot be kept now", code: "storage_unavailable")
    }
    let job: JobRecord
    do throws(JobRefusal) {
      job = try await services.jobs.submit(request, keyID: exchange.key.id, now: services.now)
    } catch {
      // Nothing is created on any error (H-714).
      await JobFiles(blobs).remove(request.files)
      switch error {
      case .queueFull:
        throw APIError(status: 429, message: "too many jobs are waiting", code: "rate_limited", retryAfter: 30)
      case .store: throw .storeFailed
      }
    }
    await ImageAgentRunner(services: services).startWaiting()
    return .json(DataEnvelope.success(job.accepted), status: 202)
  }

  /// Whether somebody can make pictures, and plan them where there is room for a plan.
  private func hasSuppliers(_ request: ImageAgentRequest, _ exchange: ConsumerExchange) throws(APIError) -> Bool {
    let kinds: [ModelKind] = request.maximumSteps > 1 ? [.image, .chat] : [.image]
    let policy = try services.agentPolicy(exchange)
    return kinds.allSatisfy { kind in
      let asked = DispatchRequest(
        RoutingRequest(id: exchange.requestID, apiKey: exchange.key.id, kind: kind, inputTokens: .zero),
        payload: CallPayload(messages: []), policy: .given(policy))
      return (try? services.dispatcher.record(of: asked).ranked.isEmpty) == false
    }
  }

  /// The id in the path.
  ///
  /// - Throws: `APIError` of 400 where there is none (H-741).
  private func id(_ exchange: ConsumerExchange) throws(APIError) -> String {
    guard let id = exchange.parameters["id"], !id.isEmpty else {
      throw .badRequest("the path must have the id of a job", parameter: "job_id")
    }
    return id
  }

  /// How a job stands (H-740, H-741).
  func job(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let id = try id(exchange)
    guard let job = services.jobs.job(id, keyID: exchange.key.id, now: services.now) else { throw .jobNotFound }
    return .json(DataEnvelope.success(await services.jobFiles.shown(job).wire))
  }

  /// Calls a job off (H-742, O-716).
  func cancel(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let id = try id(exchange)
    do throws(JobCancelRefusal) {
      let job = try await services.jobs.cancel(id, keyID: exchange.key.id, now: services.now)
      services.running.cancel(id)
      await ImageAgentRunner(services: services).ended(job)
      return .json(DataEnvelope.success(job.wire))
    } catch {
      switch error {
      case .notFound: throw .jobNotFound
      case .alreadyEnded: throw APIError(status: 409, message: "the job has ended already", code: "conflict")
      }
    }
  }

  /// What happens to a job, as it happens (H-750 to H-754).
  func stream(_ exchange: ConsumerExchange) throws(APIError) -> GatewayResponse {
    let stream = JobEventStream.open(
      try id(exchange), keyID: exchange.key.id,
      lastEventID: exchange.request[header: "last-event-id"], jobs: services.jobs, time: services.ports.time,
      files: services.jobFiles, now: services.now)
    guard let stream else { throw .jobNotFound }
    return .events(stream)
  }

  private var rules: ImageAgentRules {
    let agents = Set(services.configuration.agents.map(\.id))
    let allowsPrivate = services.configuration.allowsPrivateAddresses
    return ImageAgentRules(
      knowsAgent: { agents.contains($0) }, allowsAddress: { allowsPrivate || !$0.isPrivate })
  }
}

extension APIError {
  /// No job of this id, or one of another key: both look the same (H-741).
  static let jobNotFound = APIError(status: 404, message: "job not found", code: "not_found")

  /// A gateway that cannot keep images runs no image agents.
  static let noAgents = APIError(status: 503, message: "image agents are not available here", code: "no_supplier")

  /// A form with all that is wrong with it (H-713).
  init(_ failure: ImageAgentFormFailure) {
    self.init(status: failure.status, message: failure.errors.first?.message ?? "the form cannot be read")
    fields = failure.errors
  }
}
