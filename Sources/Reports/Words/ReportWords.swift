import Experiments
import Pipeline
import Specification

/// What an author says of a report, with the numbers put in: headings, captions, prose.
struct ReportWords {
  /// The words before numbers, and the numbers.
  let numbers: ReportNumbers
  /// The figures, titles and captions in the author's words where there are any.
  let figures: [FigureGroup]
  private let study: Study

  /// Numbers tables and figures, and fills in what the author quotes.
  ///
  /// - Parameters:
  ///   - study: the sweep.
  ///   - tables: the kinds of the tables, in their order.
  ///   - figures: the figures, in their order.
  init(_ study: Study, tables: [TableKind], figures: [FigureGroup]) {
    self.study = study
    var numbers = ReportNumbers(
      figureWord: study.options.heading(.figure), tableWord: study.options.heading(.table))
    for (index, kind) in tables.enumerated() where numbers.tables[kind] == nil {
      numbers.tables[kind] = index + 1
    }
    for group in figures { numbers.figures[group.kind, default: []].append(group.number) }
    self.numbers = numbers
    // Of several figures of one kind the author speaks of the first.
    self.figures = figures.map { group in
      var group = group
      // What the file asks for by name is shown at once.
      group.isFolded = study.options.figures == nil && FigureGroup.details.contains(group.kind)
      guard numbers.figures[group.kind]?.first == group.number else { return group }
      group.title = study.options.headings[group.kind.rawValue] ?? group.title
      group.ownCaption = study.plan.sweep.words.captions[group.kind.rawValue].map {
        AuthorText($0).plain(study.plan, study.results, numbers)
      }
      return group
    }
  }

  /// Author and date.
  var byline: String {
    [study.options.author, study.options.date].compactMap { $0 }.joined(separator: ", ")
  }

  /// A heading.
  func heading(_ name: ReportHeading) -> String { study.options.heading(name) }

  /// The author's caption of a table, as Markdown.
  func caption(_ kind: TableKind) -> String? { plainCaption(kind).map(Markdown.escaped) }

  /// The author's caption of a table, plain text.
  func plainCaption(_ kind: TableKind) -> String? {
    study.plan.sweep.words.captions[kind.rawValue].map {
      AuthorText($0).plain(study.plan, study.results, numbers)
    }
  }

  /// What comes before the results.
  var introduction: [ReportDocument.Block] { prose(study.plan.sweep.words.introduction) }

  /// What comes after them.
  var discussion: [ReportDocument.Block] { prose(study.plan.sweep.words.discussion) }

  private func prose(_ passage: AuthorWords.Passage?) -> [ReportDocument.Block] {
    passage.map {
      [.markdown(AuthorText($0).markdown(study.plan, study.results, numbers))]
    } ?? []
  }
}
