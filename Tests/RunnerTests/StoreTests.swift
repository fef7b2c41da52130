import Foundation
import Runner
import Specification
import TestSupport
import Testing

@Suite struct StoreTests {
  private let train = Toy.mix("train", size: 1000)
  private var score: Stage { Toy.mix("score", [train]) }

  private func filled() throws -> TemporaryStore {
    let place = try TemporaryStore()
    #expect(Toy.run(try Plan([train, score]), in: place.store).isComplete)
    return place
  }

  @Test func anArtefactTellsWhatItIs() throws {
    let place = try filled()
    let artefact = try #require(try place.store.artefact(score.key))
    #expect(artefact.kind == "mix")
    #expect(artefact.title == "score")
    #expect(artefact.inputs == [train.key])
    #expect(artefact.files.map(\.name) == ["data", "notes/size.txt"])
    #expect(artefact.size == 110)
    #expect(try artefact.specification().canonical == score.specification.canonical)
    #expect(throws: DamagedArtefact.self) { try artefact.verified("other") }
    let path = try place.store.verified(score.key, "notes/size.txt")
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "100 bytes\n")
  }

  @Test func verificationFindsAFlippedBitAndAForeignSpecification() throws {
    let place = try filled()
    #expect(place.store.verify() == [])
    let url = URL(fileURLWithPath: place.store.folder(of: train.key) + "/data")
    var bytes = try Data(contentsOf: url)
    bytes[17] ^= 1
    try FileManager.default.removeItem(at: url)
    try bytes.write(to: url)
    let other = URL(fileURLWithPath: place.store.folder(of: score.key) + "/specification.json")
    try FileManager.default.removeItem(at: other)
    try Data("{}".utf8).write(to: other)
    let damage = place.store.verify()
    #expect(
      Set(damage.map(\.description)) == [
        "the stored data of stage \(train.key.short) has other content than was written",
        "the stored specification.json of stage \(score.key.short) does not give the key",
      ])
  }

  @Test func whatVerificationFindsIsMendedByItAndTheNextRun() throws {
    let place = try filled()
    try damage(place.store.folder(of: train.key) + "/specification.json")
    #expect(place.store.verify().map { place.store.heal($0) } == [.forgotten])
    // The stage itself is whole.
    #expect(place.store.verify() == [])
    #expect(place.store.contains(train.key))
    #expect(Toy.run(try Plan([train, score]), in: place.store).isComplete)
    let healed = try #require(try place.store.artefact(train.key))
    #expect(try healed.specification().canonical == train.specification.canonical)

    for file in ["data", "stage.json"] {
      try damage(place.store.folder(of: train.key) + "/" + file)
      #expect(place.store.verify().map { place.store.heal($0) } == [.removed])
      #expect(place.store.verify() == [])
      let result = Toy.run(try Plan([train, score, Toy.mix("more", [train])]), in: place.store)
      #expect(result.isComplete)
      #expect(place.store.contains(train.key))
      place.store.remove(Toy.mix("more", [train]).key)
    }
  }

  /// Puts something else in the place of a file.
  private func damage(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try Data("{}".utf8).write(to: URL(fileURLWithPath: path))
  }

  @Test func whatIsHeldStaysUntilTheLastByteIsWritten() throws {
    let place = try filled()
    func clean() throws -> [StageKey] {
      try place.store.collectGarbage(keeping: [], tenants: [], now: 1e12).stages
    }
    try place.store.keeping([train.key]) { registration in
      #expect(try clean() == [score.key])
      #expect(Toy.run(try Plan([train, score]), in: place.store).isComplete)
      try registration.add([score.key])
      #expect(try clean() == [])
    }
    #expect(try clean() == [train.key, score.key].sorted())
    #expect(place.names("runs") == [])
  }

  @Test func cleaningDoesNotGuessWhatARunNeeds() throws {
    let place = try filled()
    let hidden = "\(place.store.root)/runs/node7.1f0c9a52.77.abc"
    try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: true)
    #expect(throws: (any Error).self) {
      try place.store.collectGarbage(keeping: [], tenants: [], now: 1e12)
    }
    #expect(place.store.list().count == 2)
  }

  @Test(arguments: [
    "stages", "checkpoints", "claims", "failures", "logs", "work", "runs", "hashes", "slurm",
  ])
  func cleaningLeavesAloneWhatIsNotTheStores(part: String) throws {
    let place = try filled()
    let root = place.store.root
    let files = ["thesis.tex", "sub/photo.raw", "ab/\(train.key.hex).log", ".removed-1-2/x"]
    for file in files { try place.folder.write(Array("gold".utf8), to: "mine/" + file) }
    for file in files { try place.folder.write(Array("gold".utf8), to: "store/\(part)/" + file) }
    symlink(place.folder.path("mine"), "\(root)/\(part)/cd")
    symlink(place.folder.path("mine"), "\(root)/\(part)/\(train.key.hex)")
    func clean(_ isTrial: Bool) throws -> Store.Collection {
      try place.store.collectGarbage(keeping: [], tenants: [], now: 1e12, isTrial: isTrial)
    }
    let told = try clean(true)
    #expect(try clean(false) == told)
    for name in files { #expect(place.has("mine/" + name), "\(name)") }
    for name in files.prefix(2) {
      #expect(place.has("store/\(part)/\(name)"), "\(name)")
    }
    // The whole folder behind a link.
    try FileManager.default.moveItem(atPath: "\(root)/\(part)", toPath: place.folder.path("own"))
    symlink(place.folder.path("own"), "\(root)/\(part)")
    _ = try clean(false)
    for name in files.prefix(2) {
      #expect(place.has("own/" + name), "\(name)")
    }
  }

  @Test func tracesAreCountedAsTheyAreRemoved() throws {
    let place = try filled()
    let names = [
      "claims/\(train.key.hex)", "failures/\(train.key.hex).json",
      "logs/\(train.key.hex.prefix(2))/\(train.key.hex).log", "checkpoints/\(score.key.hex)/state",
    ]
    for name in names { try place.folder.write(Array("trace".utf8), to: "store/" + name) }
    func clean(_ isTrial: Bool) throws -> Store.Collection {
      try place.store.collectGarbage(
        keeping: [], tenants: [], now: Date().timeIntervalSince1970 + 5, isTrial: isTrial)
    }
    let told = try clean(true)
    #expect(told.traces == 4)
    for name in names { #expect(place.has("store/" + name), "\(name)") }
    #expect(try clean(false) == told)
    for name in names { #expect(!place.has("store/" + name), "\(name)") }
  }

  @Test func garbageCollectionKeepsWhatIsNeeded() throws {
    let now = Date().timeIntervalSince1970
    func left(
      keeping kept: Set<StageKey> = [], olderThan seconds: Double? = nil, maximumSize: Int? = nil
    ) throws -> [StageKey] {
      let place = try filled()
      let used = URL(fileURLWithPath: place.store.folder(of: train.key) + "/stage.json")
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: now - 1000)], ofItemAtPath: used.path)
      _ = try place.store.collectGarbage(
        keeping: kept, tenants: [], olderThan: seconds, maximumSize: maximumSize, now: now)
      return place.store.list().map(\.key).sorted()
    }
    #expect(try left() == [])
    #expect(try left(keeping: [train.key]) == [train.key])
    #expect(try left(olderThan: 500) == [score.key])
    #expect(
      try left(keeping: [train.key], olderThan: 500)
        == [train.key, score.key].sorted())
    #expect(try left(maximumSize: 1500) == [score.key])
    #expect(try left(maximumSize: 100_000) == [train.key, score.key].sorted())
  }

  @Test func garbageCollectionLeavesARunningSweepAlone() throws {
    let place = try filled()
    let slow = Toy.mix("slow", [score], steps: 20, milliseconds: 20)
    var collected: Store.Collection?
    let result = Toy.watch(try Plan([train, score, slow]), in: place.store) { event in
      if case .started = event.kind {
        collected = try? place.store.collectGarbage(
          keeping: [], tenants: [], now: Date().timeIntervalSince1970 + 5)
      }
    }
    #expect(result.isComplete)
    #expect(collected?.stages == [])
    #expect(place.store.list().count == 3)
  }

  @Test func garbageCollectionRemovesTheTracesOfTheDead() throws {
    let place = try filled()
    let root = place.store.root
    let dead = "\(root)/work/host.boot.1.abc"
    try FileManager.default.createDirectory(atPath: dead, withIntermediateDirectories: true)
    let hostName = try #require(
      try? String(contentsOfFile: "/proc/sys/kernel/hostname", encoding: .utf8))
    let host = hostName.split(separator: "\n").joined()
    try Data("\(host)/00000000/1".utf8).write(to: URL(fileURLWithPath: dead + "/owner"))
    try Data("\(host)/00000000/1".utf8).write(
      to: URL(fileURLWithPath: "\(root)/claims/\(train.key)"))
    _ = try place.store.collectGarbage(
      keeping: [train.key, score.key], tenants: [], now: Date().timeIntervalSince1970 + 5)
    #expect(place.names("work") == [])
    #expect(place.store.list().count == 2)
    // A claim left by the dead does not stop anybody.
    place.store.remove(train.key)
    #expect(Toy.run(try Plan([train, score]), in: place.store).isComplete)
    #expect(place.names("claims") == [])
  }

  @Test func aCheckpointThatIsSpentIsDropped() throws {
    for collects in [false, true] {
      let place = try filled()
      let spent = "\(place.store.root)/checkpoints/\(train.key)"
      try FileManager.default.createDirectory(atPath: spent, withIntermediateDirectories: true)
      if collects {
        _ = try place.store.collectGarbage(keeping: [train.key], tenants: [], now: 0)
      } else {
        _ = Toy.run(try Plan([train]), in: place.store)
      }
      #expect(place.names("checkpoints") == [])
    }
  }

  @Test func durationsCorrectTheEstimates() throws {
    let place = try filled()
    let records = place.store.durations()
    #expect(Set(records.map(\.key)) == [train.key, score.key])
    let slow = (1...3).map {
      DurationRecord(
        key: train.key, kind: "train", expected: Cost(seconds: 2),
        actual: Cost(seconds: Double($0 * 2)))
    }
    let correction = CostCorrection(slow)
    #expect(correction.factor(of: "train") == 2)
    #expect(correction.factor(of: "other") == 1)
  }

  @Test func aFolderWithOtherFilesIsNoStore() throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "thesis.tex")
    #expect(throws: (any Error).self) { try Store(at: folder.path) }
    #expect(try folder.names == ["thesis.tex"])
    try folder.write(Array("{\"format\": 99}".utf8), to: "new/store.json")
    #expect(throws: (any Error).self) { try Store(at: folder.path("new")) }
  }

  @Test func checkpointsArriveWholeOrNotAtAll() throws {
    let folder = try TemporaryFolder()
    let task = StageTask(
      stage: train, output: folder.path("output"), checkpoint: folder.path("checkpoint"),
      input: { _, _ in "" })
    #expect(task.loadCheckpoint() == nil)
    try task.saveCheckpoint([1, 2, 3])
    try task.saveCheckpoint([4, 5])
    #expect(task.loadCheckpoint() == [4, 5])
    let path = folder.path("checkpoint/state")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    try folder.write(bytes.dropLast() + [6], to: "checkpoint/state")
    #expect(task.loadCheckpoint() == nil)
  }
}

extension TemporaryStore {
  /// Whether something has this name in the folder that the store lies in.
  fileprivate func has(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.path(name))
  }
}
