package import RoutingCore

/// One call for the runner of an image agent to make (O-702).
package struct ImageAgentStep: Hashable, Sendable {
  /// Its number, from 1.
  package let number: Int
  /// What to do.
  package let action: Action
  /// The model to ask, as a hint, or nil to let the router choose.
  package let model: String?
  /// When the job's time is over, in milliseconds since 1970; the call must not last longer (O-717).
  package let deadline: Int

  /// What a step does.
  package enum Action: Hashable, Sendable {
    /// Ask a chat model what to do next.
    case think([ChatMessage])
    /// Make a picture.
    case generate(prompt: String, ImageFrame)
    /// Make a picture out of others.
    case edit(prompt: String, ImageFrame, references: [ImageReference])
    /// Ask a chat model that sees about pictures, which go with the last message.
    case inspect([ChatMessage], images: [ImageReference])
  }

  /// What kind of step it is, in the contract's words.
  package var phase: String {
    switch action {
    case .think: "think"
    case .generate: "generate"
    case .edit: "edit"
    case .inspect: "inspect"
    }
  }
}

/// A picture by the label that the planner knows it by.
package struct ImageReference: Hashable, Sendable {
  /// The label, such as `input-1` or `image-2`.
  package let label: String
  /// Where it is.
  package let source: Source

  /// Whose picture it is.
  package enum Source: Hashable, Sendable {
    /// The client's.
    case input(ImageAgentInput)
    /// The agent's own.
    case artifact(AgentImage)
  }
}

/// A picture that an agent made.
package struct AgentImage: Hashable, Sendable {
  /// Where it can be fetched; nil where it is nowhere but in the store of files.
  package var url: String?
  /// Its id in the store of files, where it is kept there.
  package var blob: String?
  /// Its media type.
  package var mediaType: String
  /// Its pixels from left to right, as they are and not as they were asked for (O-707).
  package var width: Int
  /// Its pixels from top to bottom.
  package var height: Int

  /// Makes a picture.
  package init(url: String?, blob: String? = nil, mediaType: String, width: Int, height: Int) {
    self.url = url
    self.blob = blob
    self.mediaType = mediaType
    self.width = width
    self.height = height
  }
}

/// How a step ended.
package enum ImageAgentStepResult: Hashable, Sendable {
  /// With a text, as `think` and `inspect` do.
  case said(String, cost: Dollars)
  /// With a picture, as `generate` and `edit` do.
  case made(AgentImage, cost: Dollars)
  /// Without either, whatever was tried; the class as failures are classed, and a message free of secrets (O-710).
  case failed(className: String, message: String, cost: Dollars)

  /// What the step cost, however it ended (O-715).
  package var cost: Dollars {
    switch self {
    case .said(_, let cost), .made(_, let cost), .failed(_, _, let cost): cost
    }
  }
}

/// What ends a run in the middle (O-601).
package enum ImageAgentStop: String, CaseIterable, Hashable, Sendable {
  /// The key's budget is spent (O-715).
  case budget
  /// The time is over (O-717).
  case deadline
  /// The client does not want it any more (O-716).
  case cancelled

  /// The code of a job that fails by it.
  var code: String {
    switch self {
    case .budget: "BUDGET_EXCEEDED"
    case .deadline: "TIMEOUT"
    case .cancelled: "CANCELED"
    }
  }

  /// The same in words.
  var message: String {
    switch self {
    case .budget: "the budget of the API key is spent"
    case .deadline: "the job took too long"
    case .cancelled: "the job was canceled"
    }
  }
}

/// What the runner tells an agent.
package enum ImageAgentEvent: Hashable, Sendable {
  /// The step of this number ended.
  case stepEnded(Int, ImageAgentStepResult)
  /// The run is to stop.
  case stopped(ImageAgentStop)
}

/// What an agent asks of its runner, in this order.
package enum ImageAgentEffect: Hashable, Sendable {
  /// Add a line to the job's log, as of a step, from 1 (O-709).
  case log(step: Int, message: String)
  /// See whether the key's budget is spent, and if so say so instead of doing what follows (O-715).
  case checkBudget
  /// Do this, and tell of its end.
  case perform(ImageAgentStep)
  /// This is the end, told once; no other effect follows.
  case finish(ImageAgentOutcome)
}

/// How a run ended.
package enum ImageAgentOutcome: Hashable, Sendable {
  /// With a picture at least; the output of the job (O-711).
  case succeeded(JSONValue)
  /// Without any.
  case failed(JobError)
  /// By the client's wish (O-716).
  case canceled

  /// The same as a job's end.
  package var ending: JobEnding {
    switch self {
    case .succeeded(let output): .succeeded(output)
    case .failed(let error): .failed(error)
    case .canceled: .canceled
    }
  }
}
