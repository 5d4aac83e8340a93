package import RoutingCore

/// What a client asks of an image agent, valid as a whole (H-701 to H-710).
package struct ImageAgentRequest: Hashable, Sendable {
  /// What to do, in the client's words.
  package var instructions: String
  /// The kind of agent.
  package var modelID: String
  /// The profile to work by, where the client names one.
  package var agentID: String?
  /// The shape of pictures, or nil to let the agent decide.
  package var aspectRatio: ImageAspectRatio?
  /// How fine pictures are to be.
  package var resolution: ImageResolution
  /// The client's pictures in order.
  package var images: [ImageAgentInput]
  /// Where to send word of the end.
  package var webhookURL: String?
  /// How many steps there may be, from 1 to 30.
  package var maximumSteps: Int

  /// Makes a request.
  package init(
    instructions: String, modelID: String = "image-agent-1-preview", agentID: String? = nil,
    aspectRatio: ImageAspectRatio? = .square, resolution: ImageResolution = .twoK, images: [ImageAgentInput] = [],
    webhookURL: String? = nil, maximumSteps: Int = 10
  ) {
    self.instructions = instructions
    self.modelID = modelID
    self.agentID = agentID
    self.aspectRatio = aspectRatio
    self.resolution = resolution
    self.images = images
    self.webhookURL = webhookURL
    self.maximumSteps = maximumSteps
  }
}

/// A picture that a client sent or pointed to.
package struct ImageAgentInput: Hashable, Sendable {
  /// Where it is.
  package enum Source: Hashable, Sendable {
    /// In the store of files, by its id.
    case blob(String)
    /// At an address of the web.
    case url(String)
  }

  /// Where it is.
  package var source: Source
  /// Its media type, where it is known.
  package var mediaType: String?
  /// Its pixels from left to right, where they are known.
  package var width: Int?
  /// Its pixels from top to bottom, where they are known.
  package var height: Int?

  /// Makes a picture.
  package init(_ source: Source, mediaType: String? = nil, width: Int? = nil, height: Int? = nil) {
    self.source = source
    self.mediaType = mediaType
    self.width = width
    self.height = height
  }
}

extension ImageAgentRequest {
  /// The request as a store keeps it.
  package var json: JSONValue {
    JSONValue.record([
      "instructions": .text(instructions), "model_id": .text(modelID), "agent_id": .text(agentID),
      "aspect_ratio": .text(aspectRatio?.rawValue ?? "auto"), "resolution": .text(resolution.rawValue),
      "images": JSONValue(.array(images.map(\.json))), "webhook_url": .text(webhookURL),
      "max_steps": .whole(maximumSteps),
    ])
  }

  /// Reads a request from a store.
  ///
  /// - Throws: `InvalidJobState`.
  package init(json: JSONValue) throws(InvalidJobState) { try self.init(JobStateReader(json)) }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    var images: [ImageAgentInput] = []
    for image in try reader.objects("images") { images.append(try ImageAgentInput(image)) }
    let ratio = try reader.required("aspect_ratio") { $0.string }
    let aspectRatio = ImageAspectRatio(rawValue: ratio)
    guard aspectRatio != nil || ratio == "auto" else { throw reader.malformed("aspect_ratio") }
    self.init(
      instructions: try reader.required("instructions") { $0.string },
      modelID: try reader.required("model_id") { $0.string }, agentID: try reader.optional("agent_id") { $0.string },
      aspectRatio: aspectRatio,
      resolution: try reader.required("resolution") { $0.string.flatMap(ImageResolution.init) }, images: images,
      webhookURL: try reader.optional("webhook_url") { $0.string },
      maximumSteps: try reader.required("max_steps") { $0.integer.flatMap { (1...30).contains($0) ? $0 : nil } })
  }
}

extension ImageAgentInput {
  var json: JSONValue {
    var blob: String?
    var url: String?
    switch source {
    case .blob(let id): blob = id
    case .url(let text): url = text
    }
    return JSONValue.record([
      "blob": .text(blob), "url": .text(url), "mime_type": .text(mediaType), "width": .whole(width),
      "height": .whole(height),
    ])
  }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    let source: Source
    if let id = try reader.optional("blob", { $0.string }) {
      source = .blob(id)
    } else {
      source = .url(try reader.required("url") { $0.string })
    }
    self.init(
      source, mediaType: try reader.optional("mime_type") { $0.string },
      width: try reader.optional("width") { $0.integer }, height: try reader.optional("height") { $0.integer })
  }
}
