import Runner
import Specification
import Testing

@Suite struct PlanTests {
  private let first = Toy.mix("first", milliseconds: 1000)
  private var second: Stage { Toy.mix("second", [first]) }
  private var third: Stage { Toy.mix("third", [second, first], milliseconds: 3000) }

  @Test func ordersStagesAfterTheirInputsAndKeepsEachOnce() throws {
    let plan = try Plan([third, first, second, first, third])
    #expect(plan.stages.map(\.title) == ["first", "second", "third"])
    #expect(plan.dependants(of: first.key) == [second.key, third.key])
  }

  @Test func refusesAnInputThatIsMissing() {
    #expect(throws: PlanError.self) { try Plan([third, first]) }
  }

  @Test func refusesStagesThatNeedThemselves() {
    // The key of a stage covers its specification and not its inputs, which a file may say otherwise.
    func stage(_ name: String, _ inputs: [StageKey]) -> Stage {
      Stage(kind: "a", version: 1, title: name, specification: .string(name), inputs: inputs)
    }
    let keys = ["x", "y", "z"].map { stage($0, []).key }
    let circles = [
      [stage("x", [keys[0]])],
      [stage("x", [keys[1]]), stage("y", [keys[2]]), stage("z", [keys[0]])],
    ]
    for circle in circles {
      let error = #expect(throws: PlanError.self) { try Plan(circle) }
      #expect(error?.message == "the stage \"x\" needs itself")
    }
  }

  @Test func aLongChainThatBeginsWithItsEndIsPutInOrder() throws {
    var chain = [first]
    for index in 1...20_000 {
      chain.append(
        Stage(
          kind: "a", version: 1, title: "\(index)", specification: .number(index),
          inputs: [chain[index - 1].key]))
    }
    #expect(try Plan(chain.reversed()).stages.map(\.key) == chain.map(\.key))
  }

  @Test func longestPathsCountEverythingThatFollows() throws {
    let plan = try Plan([first, second, third])
    let paths = plan.longestPaths { $0.title == "third" ? 3 : 1 }
    #expect(paths == [first.key: 5, second.key: 4, third.key: 3])
  }

  @Test func onlyWhatAWantedStageLacksIsMissing() throws {
    let plan = try Plan([first, second, third], targets: [third.key])
    #expect(plan.missing { _ in false } == [first.key, second.key, third.key])
    #expect(plan.missing { $0 == third.key } == [])
    #expect(plan.missing { $0 == second.key } == [third.key, first.key])
    let all = try Plan([first, second, third])
    #expect(all.missing { $0 == third.key } == [first.key, second.key])
  }

  @Test func keysCoverKindVersionAndSpecificationOnly() {
    func key(
      _ kind: String, _ version: Int, _ text: String, title: String = "", path: String = ""
    ) -> StageKey {
      Stage(
        kind: kind, version: version, title: title, specification: .string(text),
        context: .string(path), cost: Cost(seconds: Double(path.count))
      ).key
    }
    #expect(key("a", 1, "x") == key("a", 1, "x", title: "other", path: "/elsewhere"))
    #expect(
      Set([key("a", 1, "x"), key("b", 1, "x"), key("a", 2, "x"), key("a", 1, "y")]).count == 4)
    #expect(StageKey(hex: key("a", 1, "x").hex) == key("a", 1, "x"))
    #expect(StageKey(hex: "ABC") == nil)
  }

  @Test func survivesBeingWrittenAndRead() throws {
    let plan = try Plan([first, second, third], targets: [third.key])
    let text = plan.json.canonical
    let read = try Plan(JSONParser.parse(Source(name: "plan", bytes: Array(text.utf8))))
    #expect(read.json.canonical == text)
    #expect(read.stages.map(\.key) == plan.stages.map(\.key))
  }
}
