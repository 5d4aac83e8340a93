import RoutingCore
import TrafficReplay

extension ComparisonPage {
  /// How the figures were found, where the method comes from, and what it does not tell.
  func addMethod(to page: inout Page) {
    page.element("p") { page in
      page.text(
        "Every policy decided the same requests at the same moments and met the same luck: providers broke down at the "
          + "same times, and the draws of an attempt belong to the request’s number, not to the policy. What befalls "
          + "all policies alike cancels out of a difference, which is therefore surer than the figures it is made of "
          + "(common random numbers; Law, “Simulation Modeling and Analysis”, section 11.2). Intervals are "
          + "percentile intervals of 2,000 resamples of blocks of consecutive requests, at most 256 of them, since "
          + "bursts and outages befall neighbours together (Künsch, “The jackknife and the bootstrap for general "
          + "stationary observations”, 1989). Each interval holds for itself: of twenty comparisons of equal policies, "
          + "one is expected to look different.")
    }
    page.element("p") { page in
      page.text(
        "Recorded in the trace are when requests arrived, how long prompts and answers were and, where it says so, whose they "
          + "were and which prompts began alike. Simulated are the providers, with their speeds, queues, caches, limits and "
          + "breakdowns: "
      )
      page.text(report.setup.world)
      page.text(
        ". Regret is what a choice was worth less, in expectation, than the best one by someone who knows how providers "
          + "really are (Bubeck and Cesa-Bianchi, 2012, section 1). The objective is met by an answer that is fast enough to its first token and between tokens (Zhong et al., "
          + "“DistServe”, OSDI 2024); fairness is Jain’s index of the tenants’ attainments (Jain, Chiu and Hawe, 1984)."
      )
    }
    page.element("p") { page in
      page.text(
        "What this does not tell: whether the answers are good, since none are written; what callers would do about a "
          + "slow or refused answer, since the trace goes on as it was recorded; and how providers other than the simulated "
          + "ones would behave. Relative differences take the mean of the first policy as known.")
    }
  }

  /// All that is needed to make the page again.
  func addReproduction(to page: inout Page) {
    page.element("section") { page in
      page.element("h2", text: "How to make it again")
      page.element("pre") { page in page.element("code", text: report.setup.command) }
      page.element("dl") { page in
        for (name, value) in traceFacts + settingFacts {
          page.element("dt", text: name)
          page.element("dd") { $0.name(value) }
        }
      }
    }
  }

  private var traceFacts: [(String, String)] {
    let trace = report.setup.trace
    var facts = [("Trace", trace.name + (trace.format.map { " (\($0))" } ?? ""))]
    if let file = trace.file {
      facts.append(("Its size", "\(DecimalText.fixed(Double(file.byteCount), 0)) bytes"))
      facts.append(("Its SHA-256", file.sha256))
    } else {
      facts.append(("Its file", "none: it came through a pipe"))
    }
    if trace.malformedRows > 0 {
      facts.append(("Rows that could not be read", DecimalText.fixed(Double(trace.malformedRows), 0)))
    }
    return facts
  }

  private var settingFacts: [(String, String)] {
    let setup = report.setup
    var facts = [
      ("Seed", "\(setup.settings.seed)"), ("Engine", setup.engine), ("Catalogue", setup.catalogue),
      ("Providers", setup.world),
    ]
    if setup.settings.attempts > 1 { facts.append(("Attempts of a request", "up to \(setup.settings.attempts)")) }
    if let spending = setup.settings.spending {
      let period = spending.period.map { " each \(ComparisonPage.seconds(Double($0.milliseconds) / 1000))" } ?? ""
      facts.append(("Money of each policy", "\(DecimalText.fixed(spending.amount.value, 2)) USD\(period)"))
    }
    if let length = setup.segmentLength {
      facts.append(
        ("Segments", "\(ComparisonPage.seconds(length.value / 1000)) each, which begin with nothing known or spent"))
    }
    return facts
  }

  private static func seconds(_ seconds: Double) -> String { DecimalText.significant(seconds, 6) + " s" }
}
