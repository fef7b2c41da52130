/// A stage that another process computes.
struct WaitingStage {
  var standing: Claim.Standing
  /// When the owner's pulse was last seen to change, by the monotonic clock.
  var pulseTime: Double
}

extension Coordinator {
  /// Lets another process compute a stage, and looks at it from time to time.
  func wait(for stage: Stage, _ standing: Claim.Standing, now: Double) {
    if waiting[stage.key] == nil { emit(.waiting(stage, owner: standing.owner)) }
    waiting[stage.key] = WaitingStage(standing: standing, pulseTime: now)
  }

  /// Takes over what others have stored, and what they have given up.
  func checkWaiting() {
    let now = Monotonic.seconds
    for (key, known) in waiting.sorted(by: { $0.key < $1.key }) {
      if store.contains(key) {
        waiting[key] = nil
        settle(key, .cached)
      } else if halt != nil {
        waiting[key] = nil
        settle(key, .stopped)
      } else if let standing = Claim.standing(of: key, in: store) {
        if standing != known.standing {
          waiting[key] = WaitingStage(standing: standing, pulseTime: now)
        } else if standing.pulse != nil, now - known.pulseTime > options.pulseLimit {
          waiting[key] = nil
          deadPulses[key] = standing.pulse
          schedule.putBack(key)
        }
      } else {
        waiting[key] = nil
        schedule.putBack(key)
      }
    }
  }
}
