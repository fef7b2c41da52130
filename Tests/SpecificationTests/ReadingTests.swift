import Specification
import Testing

/// What is read from a described structure, and every message there is, with its place.
@Suite struct ReadingTests {
  @Test(
    "choices are read in their three forms and written in one",
    arguments: [
      ("\"point\"", "{\"point\":{}}"), ("{\"point\": {}}", "{\"point\":{}}"),
      ("{\"disc\": 2}", "{\"disc\":{\"box\":false,\"radius\":2}}"),
      ("{\"disc\": 2, \"box\": true}", "{\"disc\":{\"box\":true,\"radius\":2}}"),
      ("{\"box\": true, \"disc\": 2}", "{\"disc\":{\"box\":true,\"radius\":2}}"),
      ("{\"disc\": {\"radius\": 2}}", "{\"disc\":{\"box\":false,\"radius\":2}}"),
      ("\"box\"", "{\"box\":{\"sides\":[1,1]}}"),
      ("{\"box\": {\"sides\": [2, 3]}}", "{\"box\":{\"sides\":[2,3]}}"),
    ])
  func choices(text: String, canonical: String) {
    #expect(reading(text, as: OneOf<Shapes>.self) == [canonical])
  }

  @Test(
    "what is wrong with a choice",
    arguments: [
      ("\"disk\"", ["1:1 : unknown shape \"disk\"; did you mean \"disc\"?"]),
      ("\"sphere\"", ["1:1 : unknown shape \"sphere\"; allowed are \"point\", \"disc\", \"box\""]),
      ("\"disc\"", ["1:1 : \"radius\" is missing: the radius"]),
      ("{}", ["1:1 : this shape is empty; allowed are \"point\", \"disc\", \"box\""]),
      ("5", ["1:1 : expected a shape, found 5"]),
      ("[1]", ["1:1 : expected a shape, found an array"]),
      ("{\"point\": 3}", ["1:11 : expected an object with the options of point, found 3"]),
      (
        "{\"point\": {}, \"disc\": 1}",
        ["1:1 : one shape is asked for here, not \"point\" and \"disc\""]
      ),
      (
        "{\"disc\": {\"radius\": 1}, \"box\": true}",
        ["1:25 : \"box\" stands beside \"disc\"; put it inside"]
      ),
      ("{\"disc\": -1}", ["1:10 radius: -1 is out of range: it must be above 0"]),
      ("{\"disc\": {\"radius\": \"a\"}}", ["1:21 disc.radius: expected a number, found \"a\""]),
      (
        "{\"disc\": 1, \"boxed\": true}",
        ["1:13 boxed: unknown key \"boxed\"; did you mean \"box\"?"]
      ),
      ("{\"box\": {\"sides\": [1]}}", ["1:19 box.sides: a box has two sides"]),
      (
        "{\"box\": {\"sides\": [0, 1]}}",
        ["1:20 box.sides[0]: 0 is out of range: it must be at least 1"]
      ),
    ])
  func choiceMessages(text: String, messages: [String]) {
    #expect(reading(text, as: OneOf<Shapes>.self) == messages)
  }

  @Test("left out, options have the values of the default-initialised structure")
  func defaults() {
    #expect(
      reading("{\"size\": 3}", as: Sample.self) == [
        "{\"colour\":\"red\",\"flags\":[],\"name\":null,\"parts\":[],\"rate\":0.5,\"shape\":null,"
          + "\"size\":3,\"span\":{\"end\":10,\"start\":0},\"weights\":{}}"
      ])
  }

  @Test("a structure with a principal field may be written by that field alone")
  func principal() {
    #expect(reading("7", as: Span.self) == ["{\"end\":7,\"start\":0}"])
    #expect(reading("{\"end\": 7}", as: Span.self) == ["{\"end\":7,\"start\":0}"])
    #expect(reading("\"x\"", as: Span.self) == ["1:1 end: expected a whole number, found \"x\""])
    #expect(reading("null", as: Span.self) == ["1:1 : expected an object (span), found null"])
    #expect(
      reading("101", as: Span.self) == [
        "1:1 end: 101 is out of range: it must be at least 0 and at most 100"
      ])
  }

  @Test(
    "messages",
    arguments: [
      ("{}", ["1:1 : \"size\" is missing: how large it is"]),
      ("{\"size\": null}", ["1:10 size: \"size\" must be given: how large it is"]),
      ("{\"size\": 1.5}", ["1:10 size: expected a whole number, found 1.5"]),
      (
        "{\"size\": 9007199254740992}",
        ["1:10 size: expected a whole number of at most 9007199254740991, found 9007199254740992.0"]
      ),
      ("{\"size\": true}", ["1:10 size: expected a whole number, found true"]),
      ("{\"size\": 0}", ["1:10 size: 0 is out of range: it must be at least 1"]),
      (
        "{\"size\": 1, \"rate\": 1}",
        ["1:21 rate: 1 is out of range: it must be above 0 and below 1"]
      ),
      ("{\"size\": 1, \"rate\": \"fast\"}", ["1:21 rate: expected a number, found \"fast\""]),
      ("{\"size\": 1, \"name\": 5}", ["1:21 name: expected a string, found 5"]),
      (
        "{\"size\": 1, \"flags\": true}",
        ["1:22 flags: expected an array of true or false, found true"]
      ),
      ("{\"size\": 1, \"flags\": [true, 0]}", ["1:29 flags[1]: expected true or false, found 0"]),
      (
        "{\"size\": 1, \"colour\": \"geen\"}",
        ["1:23 colour: \"geen\" is not known here; did you mean \"green\"?"]
      ),
      (
        "{\"size\": 1, \"colour\": 3}",
        ["1:23 colour: expected one of \"red\", \"green\", \"blue\", found 3"]
      ),
      (
        "{\"size\": 1, \"weights\": []}",
        ["1:24 weights: expected an object of numbers, found an array"]
      ),
      (
        "{\"size\": 1, \"weights\": {\"a\": \"b\"}}",
        ["1:30 weights.a: expected a number, found \"b\""]
      ),
      ("{\"size\": 1, \"szie\": 1}", ["1:13 szie: unknown key \"szie\"; did you mean \"size\"?"]),
      ("{\"size\": 200, \"rate\": 0.95}", ["1:23 rate: so large a sample cannot be so fast"]),
      ("3", ["1:1 : expected an object (sample), found 3"]),
    ])
  func messages(text: String, messages: [String]) {
    #expect(reading(text, as: Sample.self) == messages)
  }

  @Test("every error is found at once, each at its place")
  func allAtOnce() {
    let text = """
      {
        "rate": 7, "colour": "pink",
        "flags": [1, true, "x"],
        "shape": { "disc": 0, "boxx": 1 },
        "parts": ["point", "pint", { "box": { "sides": [1, 2, 0] } }],
        "wheels": 4
      }
      """
    #expect(
      reading(text, as: Sample.self) == [
        "2:11 rate: 7 is out of range: it must be above 0 and below 1",
        "2:24 colour: \"pink\" is not known here; allowed are \"red\", \"green\", \"blue\"",
        "3:13 flags[0]: expected true or false, found 1",
        "3:22 flags[2]: expected true or false, found \"x\"",
        "4:22 shape.radius: 0 is out of range: it must be above 0",
        "4:25 shape.boxx: unknown key \"boxx\"; did you mean \"box\"?",
        "5:22 parts[1]: unknown shape \"pint\"; did you mean \"point\"?",
        "5:57 parts[2].box.sides[2]: 0 is out of range: it must be at least 1",
        "6:3 wheels: unknown key \"wheels\"; allowed are \"size\", \"rate\", \"name\", \"colour\", "
          + "\"flags\", \"weights\", \"shape\", \"parts\", \"span\"",
        "1:1 : \"size\" is missing: how large it is",
      ])
  }

  @Test("the nearest name is found, and only when it is near")
  func spelling() {
    let names = ["kmeans", "agglomerative", "gaussianMixture"]
    #expect(Spelling.nearest(to: "kmean", among: names) == "kmeans")
    #expect(Spelling.nearest(to: "KMeans", among: names) == "kmeans")
    #expect(Spelling.nearest(to: "kmaens", among: names) == "kmeans")
    #expect(Spelling.nearest(to: "aglomerative", among: names) == "agglomerative")
    #expect(Spelling.nearest(to: "dbscan", among: names) == nil)
    #expect(Spelling.nearest(to: "", among: names) == nil)
    #expect(Spelling.nearest(to: String(repeating: "k", count: 1_000_000), among: names) == nil)
  }

  @Test("bounds contain their ends or not, as they say")
  func bounds() {
    #expect(Bounds.atLeast(1).contains(1) && !Bounds.atLeast(1).contains(0.999))
    #expect(!Bounds.above(1).contains(1) && Bounds.above(1).contains(1.001))
    #expect(Bounds.between(0, 1).contains(0) && Bounds.between(0, 1).contains(1))
    #expect(!Bounds.from(0, below: 1).contains(1) && Bounds.from(0, below: 1).contains(0))
    #expect(!Bounds.strictlyBetween(0, 1).contains(0))
    #expect(!Bounds.between(0, 1).contains(-0.1) && !Bounds.between(0, 1).contains(1.1))
    #expect(Bounds.from(0, below: 1).description == "at least 0 and below 1")
  }
}
