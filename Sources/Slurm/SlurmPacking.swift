import Experiments
import Pipeline
import Runner
import Specification

/// Stages laid out as tasks of job arrays.
///
/// What hangs together stays together: a training and the short stages that only it feeds are one unit,
/// computed in one task. A unit that is long beside its longest chain is cut below its roots, and what
/// is left of it comes in a later wave, where it can spread. Short units share a task.
package struct SlurmPacking {
  /// What one task computes.
  package struct Task {
    /// The stages, every one after its inputs.
    package var stages: [StageKey]
    /// How many of them can run side by side.
    package var width: Int
    /// The seconds it is expected to take.
    package var seconds: Double
    /// The bytes that it may need at a time.
    package var memory: Int
  }

  /// Tasks of a wave that ask for the same of the cluster.
  package struct Group {
    /// Tasks of a wave read what earlier waves store.
    package var wave: Int
    /// The minutes and megabytes that each asks for.
    package var minutes: Int
    package var megabytes: Int
    package var tasks: [Task]
  }

  /// The groups, in the order of their waves.
  package private(set) var groups: [Group] = []

  private struct Unit {
    var stages: [Stage]
    var seconds: Double
    var memory: Int
  }

  private let site: SlurmSite
  private let seconds: (Stage) -> Double
  private var waves: [[Unit]] = []

  /// Lays out stages.
  ///
  /// - Parameters:
  ///   - stages: what is to be computed, in the order of the plan.
  ///   - site: the cluster.
  ///   - seconds: what a stage is expected to take.
  package init(_ stages: [Stage], site: SlurmSite, seconds: @escaping (Stage) -> Double) {
    self.site = site
    self.seconds = seconds
    divide(stages, wave: 0)
    var capacity = Double(site.taskSeconds)
    repeat {
      groups = waves.indices.flatMap { pack($0, capacity: capacity) }
      capacity *= 1.5
    } while taskCount > max(site.tasks, waves.count) && groups.contains { $0.tasks.count > 1 }
  }

  private var taskCount: Int { groups.reduce(0) { $0 + $1.tasks.count } }

  private mutating func divide(_ stages: [Stage], wave: Int) {
    guard !stages.isEmpty else { return }
    if waves.count == wave { waves.append([]) }
    var rest: [Stage] = []
    for part in Components.of(stages) {
      let unit = Unit(
        stages: part, seconds: part.reduce(0) { $0 + seconds($1) },
        memory: part.map(\.cost.memory).max() ?? 0)
      let isShort = unit.seconds <= max(Double(site.taskSeconds), 1.5 * longestChain(part))
      let keys = Set(part.map(\.key))
      let below = part.filter { $0.inputs.contains(where: keys.contains) }
      guard !isShort, !below.isEmpty else {
        waves[wave].append(unit)
        continue
      }
      for root in part where !root.inputs.contains(where: keys.contains) {
        waves[wave].append(
          Unit(stages: [root], seconds: seconds(root), memory: root.cost.memory))
      }
      rest += below
    }
    divide(rest, wave: wave + 1)
  }

  private func longestChain(_ stages: [Stage]) -> Double {
    var ends: [StageKey: Double] = [:]
    for stage in stages {
      ends[stage.key] = seconds(stage) + (stage.inputs.compactMap { ends[$0] }.max() ?? 0)
    }
    return ends.values.max() ?? 0
  }

  /// The tasks of a wave, the longest first, each filled up to so many seconds.
  private func pack(_ wave: Int, capacity: Double) -> [Group] {
    var groups: [Int: [Task]] = [:]
    let units = waves[wave].enumerated().sorted {
      ($1.element.seconds, $0.offset) < ($0.element.seconds, $1.offset)
    }
    for (_, unit) in units {
      let size = megabytes(unit.memory)
      var tasks = groups[size] ?? []
      if let last = tasks.last, last.seconds + unit.seconds <= capacity * Double(site.cpus) {
        tasks[tasks.count - 1].stages += unit.stages.map(\.key)
        tasks[tasks.count - 1].seconds += unit.seconds
        tasks[tasks.count - 1].memory = max(last.memory, unit.memory)
        tasks[tasks.count - 1].width += 1
      } else {
        tasks.append(
          Task(
            stages: unit.stages.map(\.key), width: 1, seconds: unit.seconds, memory: unit.memory))
      }
      groups[size] = tasks
    }
    return groups.sorted { $0.key < $1.key }.flatMap { size, tasks in
      Dictionary(grouping: tasks) { minutes(of: $0) }.sorted { $1.key < $0.key }.map {
        Group(wave: wave, minutes: $0.key, megabytes: size, tasks: $0.value)
      }
    }
  }

  /// Three times what is expected and five minutes, in classes of which each is twice the one before.
  private func minutes(of task: Task) -> Int {
    let wanted = 5 + 3 * task.seconds / 60
    var minutes = 15
    while Double(minutes) < wanted, minutes < site.minutes { minutes *= 2 }
    return min(minutes, site.minutes)
  }

  /// What stages side by side need beyond the program, and half as much again; in classes as above.
  private func megabytes(_ memory: Int) -> Int {
    let needed = Count.product([site.cpus, memory]) / Count(1 << 20)
    let wanted = needed * 3 / 2 + 256
    var megabytes = Count(site.memory)
    while megabytes < wanted { megabytes = megabytes * 2 }
    return megabytes.value
  }
}

/// Stages that hang together.
enum Components {
  /// Divides stages so that no stage of one part reads what a stage of another leaves.
  ///
  /// - Returns: The parts, and the stages in each, in the order of the stages.
  static func of(_ stages: [Stage]) -> [[Stage]] {
    let positions = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.key, $0) })
    var parents = Array(stages.indices)
    func root(_ position: Int) -> Int {
      var position = position
      while parents[position] != position {
        parents[position] = parents[parents[position]]
        position = parents[position]
      }
      return position
    }
    for (position, stage) in stages.enumerated() {
      for input in stage.inputs {
        guard let other = positions[input] else { continue }
        let (left, right) = (root(position), root(other))
        parents[max(left, right)] = min(left, right)
      }
    }
    var parts: [Int: [Stage]] = [:]
    for (position, stage) in stages.enumerated() {
      parts[root(position), default: []].append(stage)
    }
    return parts.sorted { $0.key < $1.key }.map(\.value)
  }
}
