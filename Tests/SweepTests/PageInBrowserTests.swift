import Foundation
import Specification
import TestSupport
import Testing

/// The report as a page, in a browser.
@Suite(
  "Reports in a browser", .serialized,
  .enabled(if: Browser.program != nil, "needs Chromium: apt-get install chromium"))
struct PageInBrowserTests {
  private func page() throws -> (bench: SweepBench, path: String) {
    let bench = try SweepBench()
    let members = #", "report": { "figures": ["embedding", "confusion"], "projections": ["pca"] }"#
    let file = try bench.write(SweepBench.experiment(epochs: 1, members: members))
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    let written = try bench.sweep("report", file, "--html", "page.html")
    #expect(written.code == 0, "\(written.errors)")
    return (bench, bench.folder.path("page.html"))
  }

  @Test("The image behind a point is shown under the pointer, with what it is")
  func pointing() throws {
    let page = try page()
    let browser = try Browser(page.path, width: 1280)
    _ = try browser.value("document.querySelector('.plot canvas').scrollIntoView()")
    // Points that lie together are one to a pointer: the plot is asked where it drew which.
    for number in [3, 17, 38] {
      let place = try browser.value(
        """
        (() => {
          const box = document.querySelector(".plot canvas").getBoundingClientRect();
          const map = data.plots[0].maps[0], room = box.width - 28;
          return [box.left + 14 + room * map.x[\(number)] / 9999,
            box.top + 14 + room * (1 - map.y[\(number)] / 9999)];
        })()
        """)
      let ends = (place.elements ?? []).compactMap(\.number)
      try #require(ends.count == 2)
      try browser.point(ends[0], ends[1])
      let shown = try browser.value(
        """
        (() => {
          const tip = document.querySelector(".plot .tip"), canvas = tip.querySelector("canvas");
          const bytes = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
          return { hidden: tip.hidden, text: tip.innerText, width: canvas.width,
            gray: [...bytes].filter((_, index) => index % 4 === 0) };
        })()
        """)
      #expect(shown["hidden"]?.value == .bool(false) && shown["width"]?.integer == 8)
      let text = try #require(shown["text"]?.string)
      let digits = try #require(text.firstMatch(of: /no\. (\d+)/)).1
      let told = try #require(Int(digits)) - 1
      let found = try browser.value(
        "[0, 1].map(axis => data.plots[0].maps[0]['xy'[axis]][\(told)])")
      let asked = try browser.value(
        "[0, 1].map(axis => data.plots[0].maps[0]['xy'[axis]][\(number)])")
      #expect(told == number || found == asked, "\(text)")
      var image = DiscsAndBars.image(told % 2, number: 2000 + told)
      image[0] = UInt8((2000 + told) / 100)
      #expect(shown["gray"]?.elements?.compactMap(\.integer) == image.map(Int.init), "\(text)")
      #expect(text.contains("true class: \(told % 2)"), "\(text)")
    }
    try browser.point(2, 2)
    #expect(try browser.value("document.querySelector('.plot .tip').hidden").value == .bool(true))
  }

  @Test("A page fits a phone and a desk, says no fault, and paper has what a screen folds away")
  func widths() throws {
    let page = try page()
    for width in [390, 1280] {
      let browser = try Browser(page.path, width: width)
      let across = try browser.value("document.documentElement.scrollWidth").integer
      #expect(across.map { $0 <= width } == true)
      #expect(try browser.value("document.documentElement.className").string == "")
      let open = "document.querySelectorAll('details.printed[open]').length"
      #expect(try browser.value(open).integer == 0)
      let all = try browser.value("document.querySelectorAll('details.printed').length").integer
      _ = try browser.value("dispatchEvent(new Event('beforeprint'))")
      #expect(try browser.value(open).integer == all && all != 0)
      _ = try browser.value("dispatchEvent(new Event('afterprint'))")
      #expect(try browser.value(open).integer == 0)
    }
  }
}
