import Files
import Foundation
import Specification
import TestSupport
import Testing

/// Experiments that name what is no file of theirs.
@Suite struct ForeignFileTests {
  private let bench: SweepBench
  private let outside: TemporaryFolder

  init() throws {
    bench = try SweepBench()
    outside = try TemporaryFolder()
    // The experiments are a repository of their own; the data lies beside it.
    try FileManager.default.createDirectory(
      atPath: bench.folder.path("experiments/.git"), withIntermediateDirectories: true)
    try outside.write(Array("deploy-token 0123456789abcdef\nsecond line\n".utf8), to: "secret")
    try outside.write(Array(#"["alpha-secret", "beta-secret"]"#.utf8), to: "list.json")
    try outside.write(Array(#"{ "client_secret": "hunter2" }"#.utf8), to: "credentials.json")
    for name in ["test.npy", "test-labels.npy"] {
      try FileManager.default.copyItem(
        atPath: bench.folder.path("data/\(name)"), toPath: outside.path(name))
    }
    try bench.write(SweepBench.experiment())
  }

  private func setting(_ path: String, _ value: String) throws -> SweepProcess.Ending {
    try bench.sweep("plan", "experiments/x.json", "--set", "\(path)=\(value)")
  }

  @Test("what a file holds that is no experiment is not shown")
  func secrets() throws {
    for name in ["secret", "list.json", "credentials.json"] {
      try bench.write("{ \"extends\": \"\(outside.path(name))\" }", "extending.json")
      try bench.write(
        SweepBench.experiment(members: ", \"report\": \"\(outside.path(name))\""), "naming.json")
      for file in ["extending", "naming"] {
        let ending = try bench.sweep("plan", "experiments/\(file).json")
        #expect(ending.code == 2)
        for secret in ["token", "0123", "alpha", "beta", "hunter2", "client_secret", "second"] {
          #expect(!(ending.errors + ending.output).contains(secret), "\(file) \(name)")
        }
        #expect(ending.errors.contains(outside.path(name)) || !name.hasSuffix(".json"))
      }
    }
  }

  @Test("a mistake in an architecture of the same repository is shown with its line")
  func ownFiles() throws {
    try bench.write("[\n  { \"conve\": 3 }\n]", "net.json")
    let ending = try setting("model.encoder", "experiments/net.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("net.json:2:5"))
    #expect(ending.errors.contains("did you mean \"conv\"?"))
  }

  @Test("pipes, sockets, devices and folders are refused at once, wherever a file is read")
  func irregular() throws {
    mkfifo(bench.folder.path("data/pipe"), 0o600)
    let socket = try Self.socket(at: bench.folder.path("data/socket"))
    defer { close(socket) }
    let link = bench.folder.path("data/link")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "pipe")
    for name in ["pipe", "socket", "link", "/dev/zero", "/dev/stdin", "."] {
      let start = ContinuousClock.now
      let path = name.hasPrefix("/") || name == "." ? name : bench.folder.path("data/\(name)")
      let endings = [
        try setting("dataset.train.images", path), try setting("dataset.train.labels", path),
        try bench.sweep("plan", path), try bench.sweep("describe", path, "--input", "8x8x1"),
        try bench.sweep("regress", "experiments/x.json", "--baseline", path),
      ]
      for ending in endings {
        #expect(ending.code == 2, "\(name): \(ending.errors)")
        #expect(!ending.errors.isEmpty)
      }
      #expect(ContinuousClock.now - start < .seconds(60))
    }
  }

  /// A socket that listens, as it is beside programs that are at work.
  private static func socket(at path: String) throws -> Int32 {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(100)) }
    let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    withUnsafePointer(to: address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    return descriptor
  }

  @Test("an experiment that nests deeper than it can be read again is refused when it is planned")
  func nested() throws {
    func residual(_ depth: Int, around inner: String) -> String {
      (0..<depth).reduce(inner) { text, _ in "{ \"residual\": [\(text)] }" }
    }
    try bench.write("[\(residual(40, around: "\"relu\"")), \"flatten\"]", "inner.json")
    let ending = try setting("model.encoder", "experiments/inner.json")
    #expect(ending.code == 2)
    #expect(ending.errors.contains("nests deeper than"))
    try bench.write("[\(residual(20, around: "\"relu\"")), \"flatten\"]", "inner.json")
    #expect(try setting("model.encoder", "experiments/inner.json").code == 0)
  }

  @Test("paths of thousands of steps are refused")
  func longPaths() throws {
    let path = "training.schedule" + String(repeating: ".warmUp.then", count: 9000)
    let ending = try setting(path + ".warmUp.epochs", "2")
    #expect(ending.code == 2)
    #expect(ending.errors.utf8.count < 4000)
    try bench.write(
      SweepBench.experiment(members: ", \"sweep\": { \"grid\": { \"\(path)\": [1, 2] } }"),
      "long.json")
    #expect(try bench.sweep("plan", "experiments/long.json").code == 2)
  }

  @Test("confined, an experiment reads its repository and the data, and nothing else")
  func confined() throws {
    let inside = try bench.sweep("plan", "experiments/x.json", "--confine")
    #expect(inside.code == 0, "\(inside.errors)")
    let links = ["experiments/linked.npy": "test.npy", "data/linked.npy": "test.npy"]
    for (link, target) in links {
      try FileManager.default.createSymbolicLink(
        atPath: bench.folder.path(link), withDestinationPath: outside.path(target))
    }
    let pictures = try outside.write(
      RegularFile.bytes(at: Fixture.path("png/gray-8.png")), to: "pictures/1.png")
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.path("data/pictures"), withDestinationPath: outside.path("pictures"))
    try FileManager.default.createDirectory(
      atPath: bench.folder.path("data/mixed"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: bench.folder.path("data/mixed/1.png"), withDestinationPath: pictures)
    let name = (outside.path as NSString).lastPathComponent
    for value in [
      "{ \"images\": \"\(outside.path("test.npy"))\" }", "{ \"images\": \"linked.npy\" }",
      "{ \"images\": \"../../\(name)/test.npy\" }", "{ \"folder\": \"pictures\" }",
      "{ \"folder\": \"mixed\" }", "{ \"images\": \"\(outside.path("missing.npy"))\" }",
    ] {
      let set = "dataset.test=\(value)"
      let ending = try bench.sweep("plan", "experiments/x.json", "--confine", "--set", set)
      #expect(ending.code == 2, "\(value)")
      #expect(ending.errors.contains("--confine"), "\(ending.errors)")
    }
    for text in [
      "{ \"extends\": \"\(outside.path("credentials.json"))\" }",
      SweepBench.experiment(members: ", \"report\": \"\(outside.path("credentials.json"))\""),
    ] {
      try bench.write(text, "foreign.json")
      let ending = try bench.sweep("plan", "experiments/foreign.json", "--confine")
      #expect(ending.code == 2)
      #expect(ending.errors.contains("--confine"), "\(ending.errors)")
    }
  }

  @Test("a confined run computes and compares as any other")
  func confinedRun() throws {
    try bench.write(SweepBench.experiment(epochs: 1))
    #expect(try bench.sweep("run", "experiments/x.json", "--confine", "--quiet").code == 0)
    let ending = try bench.sweep("regress", "experiments/x.json", "--confine", "--exact")
    #expect(ending.code == 0, "\(ending.errors)")
  }

  @Test("what a run leaves names no folder of the machine")
  func absolutePaths() throws {
    try bench.write(SweepBench.experiment(epochs: 1))
    let data = bench.folder.path("data")
    let ending = try bench.sweep(
      "run", "experiments/x.json", "--quiet",
      environment: ["SWEEP_DATA": data, "SWEEP_STORE": bench.folder.path("store")])
    #expect(ending.code == 0, "\(ending.errors)")
    let root = bench.folder.path("results/x")
    for name in try FileManager.default.contentsOfDirectory(atPath: root) where name != "figures" {
      let text = try String(contentsOfFile: "\(root)/\(name)", encoding: .utf8)
      #expect(!text.contains(bench.folder.path), "\(name)")
    }
  }
}
