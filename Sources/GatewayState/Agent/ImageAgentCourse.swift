import RoutingCore

/// What a run's results come to: what was made and found, and what is to be done next.
struct ImageAgentCourse: Hashable, Sendable {
  /// What the run is about to do.
  enum Next: Hashable, Sendable {
    /// Ask the planner.
    case think
    /// Ask the planner once more, whose reply could not be used (O-703).
    case repair(reply: String, fault: String)
    /// Do what was decided.
    case act(ImageAgentAction)
    /// Nothing.
    case end(End)
  }

  /// Why a run is over.
  enum End: Hashable, Sendable {
    /// It was finished, or had no steps left.
    case complete
    /// Two steps in a row failed (O-710).
    case failures(phase: String, message: String)
    /// The planner's reply could not be used twice (O-703).
    case planner(fault: String)
    /// From outside, before a step of some kind (O-601).
    case stopped(ImageAgentStop, phase: String?)
  }

  /// A picture and the step that made it.
  struct Made: Hashable, Sendable {
    let image: AgentImage
    let step: Int
    let prompt: String
  }

  /// Something that the planner should know beside the pictures.
  struct Finding: Hashable, Sendable {
    let title: String
    let text: String
  }

  /// A line of the job's log.
  struct Line: Hashable, Sendable {
    let step: Int
    let message: String
  }

  let request: ImageAgentRequest
  private(set) var stepsUsed = 0
  private(set) var cost: Dollars = 0
  private(set) var images: [Made] = []
  private(set) var findings: [Finding] = []
  /// What the planner said at the end.
  private(set) var text: String?
  private(set) var next: Next
  private var failuresInRow = 0
  private var lines: [Line] = []

  init(request: ImageAgentRequest) {
    self.request = request
    next = .think
    decide()
  }

  /// Why it is over, or nil while it is not.
  var end: End? {
    guard case .end(let end) = next else { return nil }
    return end
  }

  var stepsLeft: Int { request.maximumSteps - stepsUsed }

  /// Takes the result of the step that is out; the lines to log.
  mutating func take(_ result: ImageAgentStepResult) -> [Line] {
    lines = []
    stepsUsed += 1
    cost = Dollars(min(cost.value + result.cost.value, .greatestFiniteMagnitude)) ?? cost
    switch (next, result) {
    case (.end, _): break
    case (_, .failed(let name, let message, _)): failed(className: name, message: message)
    case (.think, .said(let reply, _)): planned(reply, isRepair: false)
    case (.repair, .said(let reply, _)): planned(reply, isRepair: true)
    case (.act(let action), .made(let image, _)) where action.makesImage: made(image, action)
    case (.act(let action), .said(let text, _)) where !action.makesImage: found(text)
    case (_, .said): failed(className: "other", message: "the step gave a text instead of a picture")
    case (_, .made): failed(className: "other", message: "the step gave a picture instead of a text")
    }
    return lines
  }

  private mutating func log(_ message: String) { lines.append(Line(step: stepsUsed, message: message)) }

  private mutating func planned(_ reply: String, isRepair: Bool) {
    failuresInRow = 0
    do throws(ImageAgentActionFault) {
      let action = try ImageAgentAction(reply, known: labels, made: artifactLabels)
      log("think: \(action.kind.rawValue)\(action.note.map { " (\(ImageAgentPrompt.excerpt($0)))" } ?? "")")
      begin(action)
    } catch {
      log("think: the planner's reply cannot be used: \(error.message)")
      if isRepair {
        next = .end(.planner(fault: error.message))
      } else if stepsLeft > 1 {
        next = .repair(reply: reply, fault: error.message)
      } else {
        decide()
      }
    }
  }

  private mutating func made(_ image: AgentImage, _ action: ImageAgentAction) {
    failuresInRow = 0
    images.append(Made(image: image, step: stepsUsed, prompt: action.prompt ?? ""))
    log("\(action.kind.rawValue): image-\(images.count), \(image.width) x \(image.height)")
    decide()
  }

  private mutating func found(_ text: String) {
    failuresInRow = 0
    findings.append(Finding(title: "finding of step \(stepsUsed)", text: text))
    log("inspect: \(ImageAgentPrompt.excerpt(text))")
    decide()
  }

  private mutating func failed(className: String, message: String) {
    let phase = phase
    failuresInRow += 1
    log("\(phase) failed (\(className)): \(ImageAgentPrompt.excerpt(message))")
    findings.append(Finding(title: "failure of step \(stepsUsed), \(phase)", text: "\(className): \(message)"))
    if failuresInRow == 2 {
      next = .end(.failures(phase: phase, message: ImageAgentPrompt.excerpt(message)))
    } else if case .act = next {
      decide()
    } else if stepsLeft < 2 {
      decide()
    }
  }

  /// The kind of the step that is out, in the contract's words.
  private var phase: String {
    guard case .act(let action) = next else { return "think" }
    return action.kind.rawValue
  }

  /// Begins what the planner decided, as far as there is a step left for it.
  private mutating func begin(_ action: ImageAgentAction) {
    guard stepsLeft > 0 else { return decide() }
    switch action.kind {
    case .finish: finish(action)
    case .inspect where stepsLeft == 1: decide()
    case .generate, .edit, .inspect: next = .act(action)
    }
  }

  /// What comes next where nobody has decided it: a planner where there is room for one and for a step of its choice.
  private mutating func decide() {
    switch stepsLeft {
    case ...0: next = .end(.complete)
    case 1 where images.isEmpty: next = .act(.fallback(for: request))
    case 1: finish(nil)
    default: next = .think
    }
  }

  /// Finishes, which is a step as well (O-702).
  private mutating func finish(_ action: ImageAgentAction?) {
    stepsUsed += 1
    log("finish")
    text = action?.note
    // The picture that the planner names last is the one that is meant.
    if let label = action?.references.last, let place = artifactLabels.firstIndex(of: label) {
      images.append(images.remove(at: place))
    }
    next = .end(.complete)
  }
}

/// The labels of pictures.
extension ImageAgentCourse {
  var inputLabels: [String] { request.images.indices.map { "input-\($0 + 1)" } }
  var artifactLabels: [String] { images.indices.map { "image-\($0 + 1)" } }
  private var labels: [String] { inputLabels + artifactLabels }

  func references(_ labels: [String]) -> [ImageReference] {
    let all =
      zip(inputLabels, request.images).map { ImageReference(label: $0, source: .input($1)) }
      + zip(artifactLabels, images).map { ImageReference(label: $0, source: .artifact($1.image)) }
    return labels.compactMap { label in all.first { $0.label == label } }
  }

  /// The frame of a picture that a planner decided on (O-706, O-707).
  ///
  /// What the client asked for stands; only a shape that it left open is the planner's to choose.
  func frame(of action: ImageAgentAction) -> ImageFrame {
    ImageFrame(ratio: request.aspectRatio ?? action.aspectRatio ?? openRatio, resolution: request.resolution)
  }

  /// The shape where neither client nor planner chose one: that of the first picture the client sent.
  var openRatio: ImageAspectRatio {
    guard let first = request.images.first, let width = first.width, let height = first.height, width > 0, height > 0
    else { return .square }
    return ImageAspectRatio(nearestTo: width, by: height)
  }
}
