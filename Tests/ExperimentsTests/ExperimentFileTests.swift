import Experiments
import Foundation
import Specification
import TestSupport
import Testing

/// Files: extends, named files, `--set`, names of results.
@Suite struct ExperimentFileTests {
  @Test("a file that extends another says only what differs, by member or by path")
  func extends() throws {
    let bench = try Workbench()
    try bench.write(Workbench.experiment("\"seeds\": [0, 1]"), to: "base.json")
    try bench.write(
      "{ \"extends\": \"../base.json\", \"title\": \"Middle\", \"model.latent\": 8 }",
      to: "sub/middle.json")
    try bench.write(
      """
      { "extends": "sub/middle.json", "seeds": [4], "reduction.pca.dimensions": 3,
        "dataset.validation": { "images": "v.npy" } }
      """, to: "x.json")
    let sweep = try bench.expand(set: ["model.latent=9"])
    #expect(sweep.title == "Middle" && sweep.seeds == [4])
    let source = sweep.rows[0].source
    #expect(source["model"]?["autoencoder"]?["latent"]?.integer == 9)
    #expect(
      source["reduction"]?.elements?[0]["pca"]?.canonical == "{\"dimensions\":3,\"whiten\":true}")
    #expect(source["dataset"]?.members?.map(\.name) == ["train", "test", "validation"])
  }

  @Test("a sweep is replaced whole, or taken away")
  func replacedSweep() throws {
    let bench = try Workbench()
    try bench.write(
      Workbench.experiment("\"sweep\": { \"grid\": { \"model.latent\": [1, 2] } }"), to: "base.json"
    )
    try bench.write(
      "{ \"extends\": \"base.json\", \"sweep\": { \"grid\": { \"model.latent\": [3] } } }",
      to: "x.json")
    #expect(try bench.expand().rows.map(\.label) == ["latent 3"])
    try bench.write("{ \"extends\": \"base.json\", \"sweep\": null }", to: "x.json")
    #expect(try bench.expand().rows.map(\.label) == ["Test"])
    try bench.write("{ \"extends\": \"base.json\" }", to: "x.json")
    #expect(
      try bench.expand(set: ["sweep.grid.model.latent=[7,8]"]).rows.map(\.label) == [
        "latent 7", "latent 8",
      ])
  }

  @Test("circles and files that are not there")
  func circles() throws {
    let bench = try Workbench()
    try bench.write("{ \"extends\": \"b.json\" }", to: "a.json")
    try bench.write("{ \"extends\": \"./sub/../a.json\" }", to: "b.json")
    try bench.write("{ \"extends\": \"self.json\" }", to: "self.json")
    try bench.write("{ \"extends\": \"nowhere.json\" }", to: "lost.json")
    try bench.write("{ \"extends\": 3 }", to: "number.json")
    try bench.write("[]", to: "list.json")
    #expect(
      bench.problems("a.json") == [
        "b.json:1:14 extends: this file extends itself: a.json -> b.json -> a.json"
      ])
    #expect(
      bench.problems("self.json") == [
        "self.json:1:14 extends: this file extends itself: self.json -> self.json"
      ])
    #expect(
      bench.problems("lost.json") == [
        "lost.json:1:14 extends: the file nowhere.json does not exist"
      ])
    #expect(
      bench.problems("number.json") == [
        "number.json:1:14 extends: expected the path of another experiment, found a number"
      ])
    #expect(
      bench.problems("list.json") == [
        "list.json:1:1 : an experiment is an object, this is an array"
      ])
    #expect(
      bench.problems("slef.json") == [
        ": the file slef.json does not exist; did you mean self.json?"
      ])
    #expect(
      bench.problems("") == [
        ": \(bench.folder.path)/ is a folder; name a JSON file".replacing(
          bench.folder.path + "/", with: "")
      ])
  }

  @Test("chains of sixteen files are enough")
  func chain() throws {
    let bench = try Workbench()
    for index in 0..<40 {
      try bench.write("{ \"extends\": \"\(index + 1).json\" }", to: "\(index).json")
    }
    #expect(
      bench.problems("0.json").map { $0.hasSuffix("more than 16 files extend each other") } == [
        true
      ])
  }

  @Test("a file stands for a value, in the file that names it, in sweeps and in --set")
  func references() throws {
    let bench = try Workbench()
    try bench.write("[{ \"conv\": 4, \"kernel\": 3 }, \"more.json\"]", to: "nets/small.json")
    try bench.write("\"relu\"", to: "nets/more.json")
    try bench.write("[\"flatten\"]", to: "data/flat.json")
    try bench.write(
      "{ \"grid\": { \"model.encoder\": [\"nets/small.json\", \"flat.json\"] } }", to: "sweep.json")
    let sweep = try bench.expand(with: "\"sweep\": \"sweep.json\"")
    #expect(sweep.rows.map(\.label) == ["small", "flat"])
    let encoders = sweep.rows.map { $0.source["model"]?["autoencoder"]?["encoder"]?.canonical }
    #expect(encoders == ["[{\"conv\":4,\"kernel\":3},\"relu\"]", "[\"flatten\"]"])
    let set = try bench.expand(with: "\"seeds\": [0]", set: ["model.encoder=nets/small.json"])
    #expect(set.rows[0].source["model"]?["autoencoder"]?["encoder"]?.elements?.count == 2)
  }

  @Test("a path leads into a file that stands for a value")
  func pathsIntoFiles() throws {
    let bench = try Workbench()
    try bench.write(
      "{ \"autoencoder\": { \"encoder\": [\"flatten\"], \"latent\": 4 } }", to: "model.json")
    let text = Workbench.experiment().replacing(
      #/(?s)"model": \{.*?\} \},/#, with: "\"model\": \"model.json\",")
    try bench.write(text, to: "x.json")
    let sweep = try bench.expand(set: ["model.latent=5"])
    #expect(
      sweep.rows[0].source["model"]?.canonical
        == "{\"autoencoder\":{\"encoder\":[\"flatten\"],\"latent\":5}}")
  }

  @Test("files that are missing, broken or name each other: all at once, nothing else blamed")
  func brokenReferences() throws {
    let bench = try Workbench()
    try bench.write("[\"b.json\"]", to: "a.json")
    try bench.write("[\"a.json\"]", to: "b.json")
    try bench.write("[1,", to: "broken.json")
    let found = try bench.problems(
      with: """
        "sweep": { "cases": [
          { "model.encoder": "none.json" }, { "model.encoder": "a.json" },
          { "model.encoder": "broken.json" }] }
        """)
    try #require(found.count == 3)
    #expect(
      found[0].hasPrefix(
        "x.json:9:22 : the file \"none.json\" does not exist (looked for none.json and data/none.json)"
      ))
    #expect(found[1].contains("files name each other in a circle: a.json -> b.json -> a.json"))
    #expect(found[2] == "broken.json:1:4 : the text ends where a value should stand")
  }

  @Test("files that double at every step are refused")
  func billionLaughs() throws {
    let bench = try Workbench()
    for index in 0..<12 {
      let names = Array(repeating: "\"l\(index + 1).json\"", count: 10).joined(separator: ",")
      try bench.write("[\(names)]", to: "l\(index).json")
    }
    try bench.write("[1]", to: "l12.json")
    let found = bench.problems("x.json")
    #expect(found.count == 1)
    let blown = try bench.problems(with: "\"report\": \"l0.json\"")
    #expect(blown.contains { $0.contains("holds more than 1000000 values") })
  }

  @Test(
    "--set takes JSON, and anything else as a string",
    arguments: [
      ("title=Hello there", "title", "\"Hello there\""), ("seeds=[1,2]", "seeds", "[1,2]"),
      ("training.epochs=5", "training", "{\"epochs\":5}"), ("model=pixels", "model", "\"pixels\""),
      ("question=a=b", "question", "\"a=b\""), ("title=\"5\"", "title", "\"5\""),
      ("reduction[0].dimensions=3", "reduction", "[{\"pca\":{\"dimensions\":3,\"whiten\":true}}]"),
      ("clustering={\"kmeans\":4}", "clustering", "{\"kmeans\":4}"),
      (
        "training.optimizer.learningRate=0.01", "training",
        "{\"optimizer\":{\"adam\":{\"beta1\":0.9,\"beta2\":0.999,\"epsilon\":1e-08,\"learningRate\":0.01,\"weightDecay\":0}}}"
      ),
    ])
  func set(argument: String, member: String, value: String) throws {
    let sweep = try Workbench().expand(with: "", set: [argument])
    #expect(sweep.rows[0].source[member]?.canonical == value)
  }

  @Test("what is wrong with --set")
  func wrongSet() throws {
    let bench = try Workbench()
    try bench.write(Workbench.experiment(), to: "x.json")
    #expect(
      bench.problems(set: ["training.epochs", "=5", "training.epochs=x", "seeds=[0,", "modle=3"])
        == [
          "--set:1:1 : --set takes path=value, as training.epochs=5",
          "--set:1:1 : --set takes path=value, as training.epochs=5",
          "--set:1:10 : the text ends where a value should stand",
          "--set:1:1 modle: experiment has no \"modle\"; did you mean \"model\"?",
        ])
    #expect(
      bench.problems(set: ["training.epochs=x"]) == [
        "--set:1:17 training.epochs: expected a whole number, found \"x\""
      ])
    let problems = #expect(throws: Problems.self) { try bench.expand(set: ["training.epochs=x"]) }
    #expect(
      problems?.description == """
        --set: error: training.epochs: expected a whole number, found "x"
          training.epochs=x
                          ^
        """)
  }

  @Test(
    "results are named after the path below experiments",
    arguments: [
      ("experiments/latent_dims.json", "latent_dims"), ("experiments/real/a.b.json", "real/a.b"),
      ("a/experiments/b/experiments/c/d.json", "c/d"), ("x.json", "x"), ("./a/x.json", "x"),
      ("experiments/../y/x.json", "x"), ("experiments", "experiments"),
    ])
  func names(path: String, name: String) throws {
    let bench = try Workbench()
    if path.contains("..") { try bench.write("{}", to: "experiments/placeholder") }
    try bench.write("{}", to: path)
    #expect(try ExperimentFile(path: bench.folder.path(path)).name == name)
  }
}
