import Specification
import Testing

@Suite("Notes")
struct NoteTests {
  private func note(_ detail: String? = nil, _ name: String = "clustering") -> Note {
    Note(
      "kmeans.starts", "Few starts agree", detail: detail, cure: "Raise them",
      at: JSONPath([.name(name)]))
  }

  @Test("The same note of several trials is kept once, with every trial and its detail")
  func once() {
    var notes = Notes()
    notes.add(note("2 of 10"), row: 0, seed: 0)
    notes.add(note("3 of 10"), row: 0, seed: 1)
    notes.add(note("3 of 10"), row: 0, seed: 1)
    notes.add(note("2 of 10", "report"), row: 0, seed: 0)
    #expect(notes.list.count == 2)
    #expect(notes.list[0].occurrences.map(\.detail) == ["2 of 10", "3 of 10"])
    #expect(notes.list[0].occurrences.map(\.seed) == [0, 1])
  }

  @Test("Notes met elsewhere keep their order and rows, and are given a row where they have none")
  func merging() {
    var dataset = Notes()
    dataset.add(note(nil, "dataset"))
    var all = Notes()
    all.add(note(), row: 4)
    all.add(contentsOf: dataset, row: 2)
    all.add(contentsOf: dataset, row: 3)
    #expect(all.list.map { "\($0.note.path)" } == ["clustering", "dataset"])
    #expect(all.list[1].occurrences.map(\.row) == [2, 3])
  }

  @Test("A note is read as a stage left it")
  func roundTrip() {
    for detail in [nil, "2 of 10 \"starts\""] {
      var expected = note(detail)
      expected.path = JSONPath()
      #expect(Note(expected.json) == expected)
    }
    #expect(Note(.object([("kind", .string("x"))])) == nil)
  }
}
