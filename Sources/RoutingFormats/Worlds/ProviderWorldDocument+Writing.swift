import RoutingCore

extension ProviderWorldDocument {
  /// The document as JSON, a line for the defaults and for each provider, which reads back as the same document where its values are within the ranges that the reader asks for.
  ///
  /// - Complexity: O(n) in the providers.
  public var json: [UInt8] {
    var bytes = Array("{\"schema\":\"\(ProviderWorldDocument.schema)\",\n".utf8)
    if let defaults {
      bytes += "\"defaults\":".utf8 + ProviderWorldDocument.line { defaults.write(to: &$0) } + ",\n".utf8
    }
    bytes += "\"providers\":[".utf8
    for (place, provider) in providers.enumerated() {
      bytes += (place == 0 ? "\n" : ",\n").utf8
      bytes += ProviderWorldDocument.line { provider.write(to: &$0) }
    }
    return bytes + "\n]}\n".utf8
  }

  private static func line(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var writer = JSONWriter()
    body(&writer)
    return writer.bytes
  }
}

extension ProviderWorldDocument.Defaults {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("first_token_across_providers")
      firstTokenAcrossProviders.write(to: &writer)
      writer.member("first_token_spread", firstTokenSpread)
      writer.name("token_interval_across_providers")
      tokenIntervalAcrossProviders.write(to: &writer)
      writer.member("token_interval_spread", tokenIntervalSpread)
      writer.name("error_rates")
      writer.object { writer in
        writer.member("from", errorRates.lowerBound)
        writer.member("to", errorRates.upperBound)
      }
      outages?.write(to: &writer)
    }
  }
}

extension ProviderWorldDocument.Times {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("median_ms", median)
      writer.member("spread", spread)
    }
  }
}

extension ProviderWorldDocument.Speed {
  fileprivate func writeMembers(to writer: inout JSONWriter) {
    writer.name("first_token")
    firstToken.write(to: &writer)
    writer.name("token_interval")
    tokenInterval.write(to: &writer)
  }
}

extension ProviderWorldDocument.Outages {
  /// Writes the member and its name.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.name("outages")
    writer.object { writer in
      writer.member("mean_up_ms", meanUp.value)
      writer.member("mean_down_ms", meanDown.value)
      writer.member("error_rate", errorRate)
      if let vendor {
        writer.name("vendor")
        writer.string(vendor)
      }
      if sharedPart != 0 { writer.member("shared_part", sharedPart) }
    }
  }
}

extension ProviderWorldDocument.Provider {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("provider")
      writer.string(id.text)
      if let speed {
        writer.name("speed")
        writer.object { speed.writeMembers(to: &$0) }
      }
      if !models.isEmpty {
        writer.name("models")
        writer.array { writer in models.forEach { $0.write(to: &writer) } }
      }
      if let errorRate { writer.member("error_rate", errorRate) }
      outages?.write(to: &writer)
      if !downtimes.isEmpty {
        writer.name("downtimes")
        writer.array { writer in downtimes.forEach { $0.write(to: &writer) } }
      }
      capacity?.write(to: &writer)
      if let requestsPerMinute {
        writer.name("requests_per_minute")
        writer.integer(requestsPerMinute)
      }
      if let prefixCacheLifetime { writer.member("prefix_cache_lifetime_ms", prefixCacheLifetime.value) }
    }
  }
}

extension ProviderWorldDocument.ModelSpeed {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("model")
      writer.string(model.text)
      speed.writeMembers(to: &writer)
    }
  }
}

extension ProviderWorldDocument.Downtime {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("from")
      writer.string(WorldTimeText.text(start.nanoseconds))
      writer.name("to")
      writer.string(WorldTimeText.text(end.nanoseconds))
      writer.member("error_rate", errorRate)
    }
  }
}

extension ProviderWorldDocument.Capacity {
  /// Writes the member and its name.
  fileprivate func write(to writer: inout JSONWriter) {
    writer.name("capacity")
    writer.object { writer in
      writer.name("slots")
      writer.integer(slots)
      if let longestLine {
        writer.name("longest_line")
        writer.integer(longestLine)
      }
    }
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: String, _ number: Double) {
    self.name(name)
    self.number(number)
  }
}
