internal import GatewayState
internal import Routing
internal import RoutingCore

/// When each kind of housekeeping is due, in milliseconds of a clock that never goes back.
struct HousekeepingSchedule: Sendable {
  private var last: [Duty: Int] = [:]

  /// What is to be done now and then.
  enum Duty: CaseIterable, Hashable, Sendable {
    case probe, heartbeat, saveUses, enforceRotation, refreshArms, settleJobs, expire, prune

    /// How often, in milliseconds.
    var interval: Int {
      switch self {
      case .settleJobs: 5000
      case .heartbeat: 15_000
      case .probe: 30_000
      case .saveUses: 60_000
      case .refreshArms, .expire: 300_000
      case .enforceRotation, .prune: 3_600_000
      }
    }
  }

  /// The duties that are due, which count as done.
  mutating func due(now: Int) -> [Duty] {
    Duty.allCases.filter { duty in
      guard now - (last[duty] ?? .min / 2) >= duty.interval else { return false }
      last[duty] = now
      return true
    }
  }
}

extension Gateway {
  /// Does what is due; a host calls this about once a second, from one task.
  ///
  /// Providers are probed every 30 s, arms of Thompson sampling are read anew every 5 min, the vault locks itself
  /// (H-207), keys that were not rotated are disabled (H-511), the store is offered again what it did not take of jobs (O-714),
  /// and what is too old goes (H-607, H-613).
  public func tick() async {
    let (now, elapsed) = (services.now, services.elapsed)
    if services.vault.tick(now: elapsed) { services.refreshStandings() }
    services.dispatcher.router.tick(now: services.ports.time.now)
    for duty in schedule.withLock({ $0.due(now: elapsed) }) { await perform(duty, now) }
  }

  private func perform(_ duty: HousekeepingSchedule.Duty, _ now: Int) async {
    switch duty {
    case .heartbeat:
      services.metrics.add(to: .heartbeats)
      services.events.publish(GatewayEvent(milliseconds: now, .heartbeat))
    case .probe: await services.dispatcher.probe()
    case .saveUses: _ = await services.keys.saveUses()
    case .enforceRotation:
      let enforced = await services.keys.enforceRotation(now: now) { _ in [] }
      for key in enforced.disabled {
        services.events.publish(GatewayEvent(milliseconds: now, .keyRotationExpired(keyID: key.id, name: key.name)))
      }
    case .refreshArms: await refreshArms(now)
    case .settleJobs: _ = await services.jobs.settle()
    case .expire:
      let files = services.jobFiles
      _ = await services.jobs.expire(now: now) { await files.remove($0.allFiles) }
      _ = await services.videoTasks.expire(now: now)
    case .prune:
      _ = try? await LogRetention.prune(services.ports.store, now: now)
      _ = services.series.prune(now: now)
    }
  }

  /// Reads the rewards of the last week into arms; where the store fails the old arms stay.
  private func refreshArms(_ now: Int) async {
    let week = Int(ThompsonArms.window.value)
    let present = services.ports.time.now
    await services.writer.flush()
    var rewards: [RewardEntry] = []
    var offset = 0
    while let page = try? await services.ports.store.entries(of: .rewards, offset: offset, limit: 10_000) {
      let recent = page.entries.prefix { $0.milliseconds > now - week }
      rewards += recent.compactMap { entry in
        RewardLogEntry(entry).map {
          RewardEntry(
            model: $0.model, bucket: $0.bucket, reward: $0.reward,
            time: present.advanced(byMilliseconds: Double($0.milliseconds - now)))
        }
      }
      offset += page.entries.count
      if recent.count < page.entries.count || page.entries.isEmpty || offset >= page.total {
        services.dispatcher.router.setArms(ThompsonArms(rewards: rewards, now: present), now: present)
        return
      }
    }
  }
}
