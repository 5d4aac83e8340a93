internal import RoutingCore

extension CallPayload {
  /// What a model must be able to do for this conversation, as far as the request shows it.
  ///
  /// Only what no answer could do without is asked for: a tool that is offered, a picture that is shown, a schema that is
  /// set.
  ///
  /// - Complexity: O(n) in the number of messages and parts.
  var needs: CapabilitySet {
    var needs: CapabilitySet = []
    func add(_ capability: Capability) { needs.formUnion(CapabilitySet([capability])) }
    if self[parameter: "tools"]?.elements?.isEmpty == false { add(.tools) }
    if self[parameter: "response_format"]?["type"]?.string == "json_schema" { add(.jsonSchema) }
    for message in messages {
      guard case .parts(let parts) = message.content else { continue }
      for part in parts {
        switch part["type"]?.string {
        case "image_url", "image", "input_image": add(.vision)
        case "input_audio": add(.audioInput)
        case "file", "input_file", "document": add(.documentInput)
        default: break
        }
      }
    }
    return needs
  }

  /// The settings that the request carries.
  var settings: ParameterSet { ParameterSet(parameters.compactMap { RequestParameter(name: $0.name) }) }
}
