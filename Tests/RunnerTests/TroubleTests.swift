import Foundation
import Runner
import Specification
import TestSupport
import Testing

@Suite(.serialized) struct TroubleTests {
  private func run(_ program: String, _ arguments: [String]) throws {
    try Self.run(program, arguments)
  }

  private static func run(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
  }

  /// A store on a file system of so many bytes of its own.
  private func smallStore(_ size: String, in folder: TemporaryFolder) throws -> Store {
    let path = folder.path("small")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try run("/bin/mount", ["-t", "tmpfs", "-o", "size=\(size)", "tmpfs", path])
    return try Store(at: path)
  }

  /// Whether this process may mount file systems; where it may not, tests that do are skipped and say
  /// so.
  private static let mayMount: Bool = {
    guard let folder = try? TemporaryFolder() else { return false }
    let mount = (try? Self.run("/bin/mount", ["-t", "tmpfs", "tmpfs", folder.path])) != nil
    if mount { try? Self.run("/bin/umount", ["-l", folder.path]) }
    return mount
  }()

  @Test func aFileSizeLimitIsSaidOnceAndTheNextRunIsRight() throws {
    let plan = try Toy.sweep(trainings: 3)
    let place = try TemporaryStore()
    let frozen = try Toy.freeze(plan, in: place.folder)
    let (events, code) = try ToyProcess(
      plan: frozen, store: place.store.root, fileLimit: 20_000
    ).wait()
    #expect(code == 1)
    #expect(events.messages.count == 1)
    #expect(events.messages.first?.contains("cannot grow") == true)
    #expect(events.keys(outcome: "failed") == [])
    #expect(Toy.run(plan, in: place.store).isComplete)
    let calm = try TemporaryStore()
    _ = Toy.run(plan, in: calm.store)
    #expect(
      try Toy.contents(of: plan, in: place.store) == Toy.contents(of: plan, in: calm.store))
  }

  @Test(.enabled(if: mayMount, "mounting is not allowed"))
  func aFullDiskIsSaidOnceAndFinishedStagesAreKept() throws {
    let folder = try TemporaryFolder()
    let store = try smallStore("400k", in: folder)
    defer { try? run("/bin/umount", ["-l", store.root]) }
    let stages = (0..<8).map { Toy.mix("large \($0)", size: 90_000) }
    let plan = try Plan(stages)
    var messages: [String] = []
    let full = Toy.watch(plan, in: store) { event in
      if case .message(let text) = event.kind { messages.append(text) }
    }
    #expect(messages.count == 1)
    #expect(messages.first?.contains("cannot grow") == true)
    #expect(full.halt != nil)
    let kept = stages.filter { store.contains($0.key) }.count
    #expect((1..<8).contains(kept))
    #expect(store.verify() == [])
    try run("/bin/mount", ["-o", "remount,size=4m", store.root])
    let result = Toy.run(plan, in: store)
    #expect(result.isComplete)
    #expect(result.outcomes.values.filter { $0 == .cached }.count == kept)
  }

  @Test(.enabled(if: mayMount, "mounting is not allowed"))
  func aReadOnlyStoreServesWhatItHasAndSaysWhatItCannot() throws {
    let folder = try TemporaryFolder()
    let store = try smallStore("4m", in: folder)
    defer { try? run("/bin/umount", ["-l", store.root]) }
    let first = Toy.mix("first")
    let plan = try Plan([first])
    #expect(Toy.run(plan, in: store).isComplete)
    try run("/bin/mount", ["-o", "remount,ro", store.root])
    #expect(Toy.run(plan, in: try Store(at: store.root)).isComplete)
    let more = Toy.run(try Plan([first, Toy.mix("second")]), in: store)
    #expect(
      more.halt
        == .trouble(
          "the store \(store.root) cannot be written. Allow writing, or name another with "
            + "SWEEP_STORE"))
    #expect(more.outcomes[first.key] == .cached)
  }

  @Test func aStoreThatIsRemovedDuringARunIsSaidOnce() throws {
    let plan = try Toy.sweep(trainings: 6, steps: 10, milliseconds: 20)
    let place = try TemporaryStore()
    var messages: [String] = []
    var isRemoved = false
    let result = Toy.watch(plan, in: place.store) { event in
      if case .message(let text) = event.kind { messages.append(text) }
      if event.time > 0.3, !isRemoved {
        isRemoved = true
        try? FileManager.default.removeItem(atPath: place.store.root)
      }
    }
    #expect(messages.count == 1)
    #expect(messages.first?.contains("was removed while it was in use") == true)
    #expect(result.halt != nil)
    #expect(Toy.run(plan, in: try Store(at: place.store.root)).isComplete)
  }

  @Test(arguments: ["flip", "cut", "missing", "manifest"])
  func aDamagedArtefactIsSaidAndComputedAgain(damage: String) throws {
    let train = Toy.mix("train", size: 5000)
    let first = Toy.mix("first", [train])
    let place = try TemporaryStore()
    _ = Toy.run(try Plan([train, first]), in: place.store)
    let calm = try Toy.contents(of: Plan([train, first]), in: place.store)
    let path = place.store.folder(of: train.key) + "/data"
    let url = URL(fileURLWithPath: path)
    var bytes = try Data(contentsOf: url)
    switch damage {
    case "flip": bytes[2500] ^= 4
    case "cut": bytes.removeLast()
    default: break
    }
    try FileManager.default.removeItem(at: url)
    if damage != "missing" { try bytes.write(to: url) }
    if damage == "manifest" {
      try FileManager.default.removeItem(atPath: place.store.folder(of: train.key) + "/stage.json")
    }
    var messages: [String] = []
    // Only a stage that reads the file sees a flipped bit.
    let second = Toy.mix("second", [train])
    let plan = try Plan([train, first, second])
    let result = Toy.watch(plan, in: place.store) { event in
      if case .message(let text) = event.kind { messages.append(text) }
    }
    #expect(result.isComplete)
    #expect(messages.count == 1)
    #expect(messages.first?.contains(train.key.short) == true)
    #expect(messages.first?.contains("it is computed again") == true)
    let contents = try Toy.contents(of: plan, in: place.store)
    #expect(calm.allSatisfy { contents[$0.key] == $0.value })
    #expect(place.store.verify() == [])
  }
}
