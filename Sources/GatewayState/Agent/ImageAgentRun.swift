package import RoutingCore

/// An image agent under way: a pure state machine that says which calls to make and takes their results (O-701 to
/// O-717).
///
/// One step is out at a time. What comes next follows from the request, the profile, the results so far and what
/// stopped the run, so these are all that a stored state holds, and the same agent goes on from it anywhere (O-502).
///
/// Where the contract leaves a choice: with one step left there is no room for a planner and for what it decides, so
/// that step makes a picture out of the client's own words, or ends the run where there is a picture already. That goes
/// for `max_steps` of one (O-705) as for the last of many, and comes before a repair (O-703).
package struct ImageAgentRun: Hashable, Sendable {
  /// What the client asks.
  package let request: ImageAgentRequest
  /// How to work.
  package let profile: ImageAgentProfile
  /// When it began, in milliseconds since 1970.
  package let startedAt: Int
  /// What ends it in the middle.
  package private(set) var stop: ImageAgentStop?
  /// How it ended; nil while it is under way.
  package private(set) var outcome: ImageAgentOutcome?
  /// How the steps ended that were the runner's, in order.
  private(set) var results: [ImageAgentStepResult] = []
  private var course: ImageAgentCourse

  /// How long a whole job may take from its start (O-717).
  package static let timeLimitMilliseconds = 1_800_000

  /// Begins a run, and says what to do first.
  ///
  /// - Complexity: O(n) in the size of the instructions.
  package static func start(
    _ request: ImageAgentRequest, profile: ImageAgentProfile, now: Int
  ) -> (ImageAgentRun, [ImageAgentEffect]) {
    let run = ImageAgentRun(request, profile: profile, startedAt: now)
    return (run, run.next())
  }

  private init(_ request: ImageAgentRequest, profile: ImageAgentProfile, startedAt: Int) {
    self.request = request
    self.profile = profile
    self.startedAt = startedAt
    course = ImageAgentCourse(request: request)
  }

  /// When the time is over, in milliseconds since 1970.
  package var deadline: Int { startedAt + ImageAgentRun.timeLimitMilliseconds }
  /// How many steps were taken, failed ones and the end included.
  package var stepsUsed: Int { course.stepsUsed }
  /// What all steps have cost so far.
  package var cost: Dollars { course.cost }
  /// The pictures made so far.
  package var images: [AgentImage] { course.images.map(\.image) }

  /// The step that is out, or nil where the run is over.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  package var pendingStep: ImageAgentStep? {
    guard outcome == nil, let (action, model) = course.action(profile: profile) else { return nil }
    return ImageAgentStep(number: stepsUsed + 1, action: action, model: model, deadline: deadline)
  }

  /// Takes an event and says what to do next; nothing where the event changes nothing.
  ///
  /// The result of a step that is not out changes nothing, and neither does a timer that is early. A result that comes
  /// at or after the deadline counts, and is the last.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  package mutating func resume(_ event: ImageAgentEvent, now: Int) -> [ImageAgentEffect] {
    guard outcome == nil else { return [] }
    switch event {
    case .stepEnded(let number, let result):
      guard number == stepsUsed + 1 else { return [] }
      let logged = take(result)
      if now >= deadline, course.end == nil { stop = .deadline }
      return logged + next(after: stop)
    case .stopped(.deadline) where now < deadline: return []
    case .stopped(let cause):
      stop = cause
      return next(after: cause)
    }
  }

  private mutating func take(_ result: ImageAgentStepResult) -> [ImageAgentEffect] {
    results.append(result)
    return course.take(result).map { .log(step: $0.step, message: $0.message) }
  }

  /// Ends the run where it is over.
  private mutating func next(after stop: ImageAgentStop?) -> [ImageAgentEffect] {
    outcome = ended(by: stop)
    return next()
  }

  private func next() -> [ImageAgentEffect] {
    if let outcome { return [.finish(outcome)] }
    return pendingStep.map { [.checkBudget, .perform($0)] } ?? []
  }

  private func ended(by stop: ImageAgentStop?) -> ImageAgentOutcome? {
    if let end = course.end { return course.outcome(of: end) }
    switch stop {
    case nil: return nil
    case .cancelled: return .canceled
    case .budget, .deadline:
      guard let stop else { return nil }
      return course.outcome(of: .stopped(stop, phase: pendingStep?.phase))
    }
  }
}

extension ImageAgentRun {
  /// The version of stored states.
  static let stateVersion = 1

  /// The state as JSON, from which the same run goes on.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  package var state: JSONValue {
    JSONValue.record([
      "version": .whole(ImageAgentRun.stateVersion), "request": request.json, "profile": profile.json,
      "started_at": .whole(startedAt), "results": JSONValue(.array(results.map(\.json))),
      "stop": .text(stop?.rawValue),
    ])
  }

  /// Takes up a run where it was when its state was stored; members that are not known are ignored.
  ///
  /// - Throws: `InvalidJobState`.
  /// - Complexity: O(n) in the size of the state.
  package init(state: JSONValue) throws(InvalidJobState) {
    let reader = try JobStateReader(state)
    let version = state["version"]?.integer
    guard version == ImageAgentRun.stateVersion else { throw .unsupportedVersion(version) }
    self.init(
      try ImageAgentRequest(try reader.object("request")), profile: try ImageAgentProfile(try reader.object("profile")),
      startedAt: try reader.required("started_at") { $0.integer })
    for result in try reader.objects("results") {
      guard course.end == nil else { throw reader.malformed("results") }
      _ = take(try ImageAgentStepResult(result))
    }
    stop = try reader.optional("stop") { $0.string.flatMap(ImageAgentStop.init) }
    outcome = ended(by: stop)
  }
}

extension ImageAgentStepResult {
  var json: JSONValue {
    let amount = JSONValue(.number(cost.value))
    return switch self {
    case .said(let text, _): JSONValue.record(["said": .text(text), "cost_usd": amount])
    case .made(let image, _): JSONValue.record(["made": image.json, "cost_usd": amount])
    case .failed(let name, let message, _):
      JSONValue.record(["failed": .text(name), "message": .text(message), "cost_usd": amount])
    }
  }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    // In two steps: the optimiser of Swift 6.3.1 cannot compile a closure in a closure here.
    let amount = try reader.required("cost_usd") { $0.number }
    guard let cost = Dollars(amount) else { throw reader.malformed("cost_usd") }
    if let text = try reader.optional("said", { $0.string }) {
      self = .said(text, cost: cost)
    } else if let image = try reader.optionalObject("made") {
      self = .made(try AgentImage(image), cost: cost)
    } else {
      self = .failed(
        className: try reader.required("failed") { $0.string }, message: try reader.required("message") { $0.string },
        cost: cost)
    }
  }
}

extension AgentImage {
  var json: JSONValue {
    JSONValue.record([
      "url": .text(url), "blob": .text(blob), "mime_type": .text(mediaType), "width": .whole(width),
      "height": .whole(height),
    ])
  }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    let blob = try reader.optional("blob") { $0.string }
    let url = try reader.optional("url") { $0.string }
    guard blob != nil || url != nil else { throw reader.malformed("url") }
    self.init(
      url: url, blob: blob, mediaType: try reader.required("mime_type") { $0.string },
      width: try reader.required("width") { $0.integer }, height: try reader.required("height") { $0.integer })
  }
}
