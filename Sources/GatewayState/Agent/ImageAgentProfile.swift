public import RoutingCore

/// How an image agent works: a stored profile, which `agent_id` selects (O-708).
public struct ImageAgentProfile: Hashable, Sendable {
  /// The id.
  public var id: String
  /// What the planner is told before anything else.
  public var systemText: String?
  /// The chat model that plans, as a hint (O-703); nil leaves the choice to the router, as below.
  public var plannerModel: String?
  /// The model that makes pictures.
  public var imageModel: String?
  /// The model that changes pictures.
  public var editModel: String?
  /// The chat model that looks at pictures.
  public var visionModel: String?

  /// Makes a profile.
  public init(
    id: String, systemText: String? = nil, plannerModel: String? = nil, imageModel: String? = nil,
    editModel: String? = nil, visionModel: String? = nil
  ) {
    self.id = id
    self.systemText = systemText
    self.plannerModel = plannerModel
    self.imageModel = imageModel
    self.editModel = editModel
    self.visionModel = visionModel
  }
}

extension ImageAgentProfile {
  /// The profile as a store keeps it.
  public var json: JSONValue {
    JSONValue.record([
      "id": .text(id), "system_text": .text(systemText), "planner_model": .text(plannerModel),
      "image_model": .text(imageModel), "edit_model": .text(editModel), "vision_model": .text(visionModel),
    ])
  }

  init(_ reader: JobStateReader) throws(InvalidJobState) {
    self.init(
      id: try reader.required("id") { $0.string }, systemText: try reader.optional("system_text") { $0.string },
      plannerModel: try reader.optional("planner_model") { $0.string },
      imageModel: try reader.optional("image_model") { $0.string },
      editModel: try reader.optional("edit_model") { $0.string },
      visionModel: try reader.optional("vision_model") { $0.string })
  }
}
