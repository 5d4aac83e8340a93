internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// The calls behind the steps of an image agent (O-702), each recorded as a request of its key's (H-603, O-715).
struct ImageAgentCalls: Sendable {
  let services: GatewayServices
  let job: JobRecord
  let step: ImageAgentStep
  /// Who pays.
  let key: APIKeyRecord

  /// Makes the step's call; what goes wrong is the step's failure and not the job's (O-710).
  func perform() async -> ImageAgentStepResult {
    switch step.action {
    case .think(let messages): await say(messages, images: [])
    case .inspect(let messages, let images): await say(messages, images: images)
    case .generate(let prompt, let frame): await make(frame, parameters: flat(prompt, frame))
    case .edit(let prompt, let frame, let references): await edit(prompt, frame, references)
    }
  }

  // MARK: Words

  private func say(_ messages: [ChatMessage], images: [ImageReference]) async -> ImageAgentStepResult {
    var messages = messages
    if !images.isEmpty {
      var parts: [JSONValue] = []
      for image in images {
        guard let url = await address(of: image) else { return gone(image) }
        parts.append(
          JSONValue(object: [
            "type": "image_url", "image_url": JSONValue(object: ["url": JSONValue(url)]),
          ]))
      }
      messages.append(ChatMessage(role: .user, content: .parts(parts)))
    }
    switch await send(CallPayload(messages: messages), kind: .chat, { reply, _ in reply }) {
    case .failure(let failure): return failure
    case .success(let answer):
      return .said(AnswerText(of: answer.reply.body).text, cost: answer.summary.cost)
    }
  }

  // MARK: Pictures

  private func flat(_ prompt: String, _ frame: ImageFrame) -> [JSONValue.Member] {
    [
      JSONValue.Member(name: "prompt", value: JSONValue(prompt)), JSONValue.Member(name: "n", value: 1),
      JSONValue.Member(name: "size", value: JSONValue("\(frame.width)x\(frame.height)")),
    ]
  }

  /// Asks for a picture after others, in the form that suppliers of such models take.
  private func edit(
    _ prompt: String, _ frame: ImageFrame, _ references: [ImageReference]
  ) async -> ImageAgentStepResult {
    var content: [JSONValue] = []
    for reference in references {
      guard let url = await address(of: reference) else { return gone(reference) }
      content.append(JSONValue(object: ["image": JSONValue(url)]))
    }
    content.append(JSONValue(object: ["text": JSONValue(prompt)]))
    let message = JSONValue(object: ["role": "user", "content": JSONValue(content)])
    return await make(
      frame,
      parameters: [
        JSONValue.Member(name: "input", value: JSONValue(object: ["messages": JSONValue([message])])),
        JSONValue.Member(
          name: "parameters",
          value: JSONValue(object: ["n": 1, "size": JSONValue("\(frame.width)*\(frame.height)")])),
      ])
  }

  private func make(_ frame: ImageFrame, parameters: [JSONValue.Member]) async -> ImageAgentStepResult {
    let made = Locked<JSONValue?>(nil)
    let sent = await send(CallPayload(messages: [], parameters: parameters), kind: .image, frame: frame) {
      (reply, summary) async throws(APIError) in
      let answer = try await ImageEndpoint(services: self.services).answer(
        to: reply, by: summary, created: self.services.now / 1000, within: self.timeLeft)
      guard let entry = answer?.pictures.first else {
        throw APIError(status: 502, message: "the provider made no picture", code: "upstream_error")
      }
      made.withLock { $0 = entry }
      return reply
    }
    switch sent {
    case .failure(let failure): return failure
    case .success(let answer):
      guard let entry = made.withLock({ $0 }), let image = await image(entry, frame) else {
        return .failed(
          className: "storage_unavailable", message: "the picture cannot be kept", cost: answer.summary.cost)
      }
      return .made(image, cost: answer.summary.cost)
    }
  }

  /// A picture with its real size, as far as it can be told; else it is believed to be as asked for (O-707).
  private func image(_ entry: JSONValue, _ frame: ImageFrame) async -> AgentImage? {
    if let url = entry["url"]?.string {
      // Some hosts write the picture itself into its address, which is no address to keep.
      if let bytes = DataAddress.bytes(of: url) { return await kept(bytes, frame) }
      let header = await PictureProbe(services: services).header(at: url)
      return AgentImage(
        url: url, mediaType: header?.format.mediaType ?? "image/png", width: header?.size?.width ?? frame.width,
        height: header?.size?.height ?? frame.height)
    }
    guard let text = entry["b64_json"]?.string, let bytes = Base64Text.bytes(of: text) else { return nil }
    return await kept(bytes, frame)
  }

  /// A picture that came as bytes, which the store of files keeps; nil where it does not.
  private func kept(_ bytes: [UInt8], _ frame: ImageFrame) async -> AgentImage? {
    guard let blobs = services.ports.blobs else { return nil }
    let header = ImageHeader(bytes)
    let mediaType = header?.format.mediaType ?? "application/octet-stream"
    guard let id = try? await blobs.store(Blob(bytes: bytes, mediaType: mediaType)) else { return nil }
    return AgentImage(
      url: await blobs.address(of: id), blob: id, mediaType: mediaType, width: header?.size?.width ?? frame.width,
      height: header?.size?.height ?? frame.height)
  }

  /// Where a provider can fetch an image, or the image itself as an address.
  private func address(of reference: ImageReference) async -> String? {
    switch reference.source {
    case .artifact(let image):
      if let url = image.url { return url }
      guard let id = image.blob else { return nil }
      return await services.jobFiles.address(of: id)
    case .input(let input):
      switch input.source {
      case .url(let text): return text
      case .blob(let id): return await services.jobFiles.address(of: id)
      }
    }
  }

  private func gone(_ image: ImageReference) -> ImageAgentStepResult {
    .failed(className: "not_found", message: "the image \(image.label) is not there any more", cost: 0)
  }

  // MARK: Sending

  private enum Sent {
    case success(UpstreamCall.Answer)
    case failure(ImageAgentStepResult)
  }

  /// How long the step may still take: as long as a picture may, and not beyond the end of the job (O-717).
  private var timeLeft: Milliseconds {
    let left = Milliseconds(Double(max(step.deadline - services.now, 1))) ?? ImageEndpoint.timeLimit
    return min(left, ImageEndpoint.timeLimit)
  }

  private func send(
    _ payload: CallPayload, kind: ModelKind, frame: ImageFrame? = nil,
    _ finish: @escaping (ProviderReply, DispatchSummary) async throws(APIError) -> ProviderReply
  ) async -> Sent {
    let exchange = ConsumerExchange(
      // A step is no request of its own, so no rate is counted by its address.
      request: GatewayRequest(method: "POST", path: "/v2/image/agent", remoteAddress: ""),
      requestID: "\(job.id)-\(step.number)",
      key: key, parameters: [:], start: services.ports.time.now)
    // What was paid is part of the job's cost whether a picture came of it or not (O-711).
    let paid = Locked<Dollars>(0)
    do throws(APIError) {
      let call = try call(payload, kind, frame, exchange)
      let answer = try await UpstreamCall(services: services, exchange: exchange, call: call).send {
        (reply, summary) async throws(APIError) in
        do throws(APIError) {
          return try await finish(reply, summary)
        } catch {
          if error.status != 502 || error.mayBeMade { paid.withLock { $0 = summary.cost } }
          throw error
        }
      }
      return .success(answer)
    } catch {
      return .failure(
        .failed(
          className: error.code ?? "upstream_error", message: SecretRedactor().redacted(error.message),
          cost: paid.withLock { $0 }))
    }
  }

  private func call(
    _ payload: CallPayload, _ kind: ModelKind, _ frame: ImageFrame?, _ exchange: ConsumerExchange
  ) throws(APIError) -> ChatCall {
    var policy = try services.agentPolicy(exchange)
    policy.deadline = timeLeft
    // Only these take pictures to make others of; all others would make something else without a word.
    if case .edit = step.action {
      let others = services.registrar.current.providers.values.filter { $0.type != .dashScope }.map(\.id.text)
      policy.constraints = policy.constraints.narrowed(
        by: RoutingConstraints(providers: NameFilter(deny: others.sorted())))
    }
    var call = ChatCall(
      payload: payload,
      routing: RoutingRequest(
        id: exchange.requestID, apiKey: key.id, kind: kind,
        inputTokens: kind == .chat ? payload.estimatedTokens : .zero,
        resolution: frame.map { MediaResolution("\($0.width)x\($0.height)") }, requires: payload.needs,
        hint: step.model.map { ModelReference($0) }),
      policy: policy, format: OutputFormat())
    if kind == .image { call.parameters = services.mediaParameters }
    call.modeLabel = "agent"
    return call
  }
}

extension GatewayServices {
  /// How an agent chooses models: as its key and the operator want it, and whatever a picture costs where nobody set a
  /// limit.
  func agentPolicy(_ exchange: ConsumerExchange) throws(APIError) -> RoutingPolicy {
    var policy = try policyContext(of: exchange).policy(PolicyLayer()).policy
    if policy.defaulted.contains(.maximumCost) { policy.maximumCost = nil }
    return policy
  }
}
