import Foundation
import Testing
import VigilReport
import VigilTestSupport

@Suite struct `A page about a training` {
  func step(_ number: Int, elapsed: Double) -> TrainingRecord {
    .step(
      TrainingRecord.Step(
        step: number, learningRate: 0.001, classification: 0.7, magnitude: 0.5, smoothness: 0.01,
        sparsity: 0.1,
        total: 1.31, elapsed: elapsed))
  }

  func report(_ name: String = "street.vigil", steps: Int = 5000, measured: Bool = true) -> TrainingReport {
    var report = TrainingReport(
      model: name, totalSteps: 6000,
      picked: measured ? .init(steps: 250, videoAUC: 0.91, testAUC: 0.83) : nil,
      bestOnTest: measured ? .init(steps: 500, videoAUC: 0.9, testAUC: 0.87) : nil,
      tables: [.init("Settings \(name)", [(name: "steps", value: "6000 \(name)")])], vigil: "1")
    for number in 0..<steps {
      // Gone on with after 3000 steps: the clock begins anew.
      report.add(step(number, elapsed: Double(number % 3000 + 1) / 10))
      guard measured, (number + 1).isMultiple(of: 250) else { continue }
      report.add(
        .validation(
          .init(
            steps: number + 1, videoAUC: number < 300 ? 0.91 : 0.9, crossEntropy: 0.3,
            testAUC: number + 1 == 500 ? 0.87 : 0.83, seconds: 0, elapsed: Double(number % 3000 + 1) / 10)))
    }
    return report
  }

  @Test func `is well formed, needs nothing but itself, and tells the two protocols apart`() throws {
    let xml = try #require(ParsedXML(report().html))
    for name in ["script", "link", "iframe", "object", "embed", "form", "image", "use", "base", "img"] {
      #expect(xml.elements(name).isEmpty)
    }
    let names = xml.elements.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    #expect(xml.elements("svg").count == 2 * 4)
    for text in ["0.8300", "0.8700", "0.9100", "honest", "published", "step 250", "stopped early", "10.0"] {
      #expect(xml.text.contains(text), "\(text)")
    }
    // 5,000 steps in 300 s and 200 s.
    #expect(xml.text.contains("8 min 20 s"))
  }

  @Test func `shows hostile names as text, and works without validation or steps`() throws {
    let hostile = "</h1><script>alert('x')</script>"
    for (steps, measured) in [(30, true), (1, false), (0, false)] {
      let xml = try #require(ParsedXML(report(hostile, steps: steps, measured: measured).html))
      #expect(xml.elements("script").isEmpty)
      #expect(xml.text.contains("alert('x')"))
    }
  }

  @Test func `lasts as long as its training in bounded memory`() throws {
    // A page of a long training is hardly larger than one of a short.
    let (short, long) = (
      report(steps: 3000, measured: false).html, report(steps: 60_000, measured: false).html
    )
    #expect(long.utf8.count < short.utf8.count * 3 / 2)
  }

  @Test func `is made of lines that read back as they were written`() throws {
    let records = [
      step(7, elapsed: 1.5),
      .validation(.init(steps: 8, videoAUC: 0.5, crossEntropy: 0.25, testAUC: nil, seconds: 0.5, elapsed: 2)),
      .validation(.init(steps: 9, videoAUC: nil, crossEntropy: nil, testAUC: 1, seconds: 0.5, elapsed: 3)),
    ]
    for record in records {
      #expect(TrainingRecord(line: record.line) == record)
      #expect(try JSONSerialization.jsonObject(with: Data(record.line.utf8)) is [String: Any])
    }
    #expect(TrainingRecord(line: String(records[0].line.dropLast(9))) == nil)
    #expect(TrainingRecord(line: "{\"step\":3}") == nil)
  }
}
