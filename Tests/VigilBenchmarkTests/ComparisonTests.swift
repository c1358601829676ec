import Testing
import VigilBenchmark

@Suite struct `Comparing figures` {
  @Test(arguments: [
    (1, 0.975, 12.706_204_736_174_694), (2, 0.975, 4.302_652_729_749_462),
    (3.7, 0.975, 2.867_520_707_191_189_5),
    (10, 0.9, 1.372_183_641_110_336), (100, 0.975, 1.983_971_518_523_551_8),
  ])
  func `uses the t distribution of SciPy`(degrees: Double, share: Double, expected: Double) {
    #expect(abs(StudentT(degrees: degrees).quantile(share) - expected) < 1e-8 * expected)
  }

  @Test func `gives Welch's interval of the ratio`() throws {
    // scipy.stats.ttest_ind(log b, log a, equal_var=False).confidence_interval()
    let found = try #require(
      FigureComparison(
        Figure(.framesPerSecond, [8.1, 8.3, 8.0, 8.2]), Figure(.framesPerSecond, [10.2, 10.6, 10.4])))
    #expect(abs(try #require(found.ratio) - 1.276_036_374_372_027_3) < 1e-9)
    let interval = try #require(found.interval)
    #expect(abs(interval.lowerBound - 1.228_056_915_026_207) < 1e-7)
    #expect(abs(interval.upperBound - 1.325_890_362_895_567_6) < 1e-7)
    #expect(found.text == "faster by 1.28x (95 % interval 1.23 to 1.33)")
  }

  @Test func `turns the verdict where less is better`() throws {
    let (many, few) = (Figure(.peakMemory, [600, 602, 601]), Figure(.peakMemory, [300, 301, 302]))
    #expect(try #require(FigureComparison(many, few)).text.hasPrefix("less by 2.00x (95 % interval 1.9"))
    guard case .worse = try #require(FigureComparison(few, many)).verdict else {
      Issue.record("more memory is worse")
      return
    }
    let slow = try #require(
      FigureComparison(Figure(.latency99, [100, 101]), Figure(.latency99, [150, 151])))
    #expect(slow.text.hasPrefix("slower by 1.50x"))
  }

  @Test func `calls nothing better where neither is`() throws {
    let (cool, hot) = (Figure(.hottest, [50, 50.1, 50.2]), Figure(.hottest, [80, 80.1, 80.2]))
    let found = try #require(FigureComparison(cool, hot))
    #expect(found.text.hasPrefix("more by 1.60x (95 % interval 1.5"), "\(found.text)")
    #expect(try #require(FigureComparison(hot, cool)).text.hasPrefix("less by 1.60x"))
    #expect(FigureComparison(cool, cool)?.verdict == .noDifference)
  }

  @Test func `calls noise no difference`() throws {
    let a = Figure(.framesPerSecond, [8.0, 9.1, 8.4])
    let b = Figure(.framesPerSecond, [8.6, 8.9, 9.3])
    let found = try #require(FigureComparison(a, b))
    #expect(found.verdict == .noDifference)
    #expect(found.text.hasPrefix("no difference (95 % interval 0.9"))
    // However sure, half a percent is nothing.
    let tiny = FigureComparison(
      Figure(.framesPerSecond, [100, 100.01, 100.02]), Figure(.framesPerSecond, [100.5, 100.51, 100.52]))
    #expect(tiny?.verdict == .noDifference)
    #expect(FigureComparison(a, a)?.verdict == .noDifference)
  }

  @Test func `is undecided with one round or without a ratio`() throws {
    let one = try #require(FigureComparison(Figure(.latency50, [5]), Figure(.latency50, [50, 51])))
    #expect(one.text.contains("at least two rounds"))
    #expect(one.ratio != nil && one.interval == nil)
    let none = try #require(FigureComparison(Figure(.cameras, [0, 0]), Figure(.cameras, [1, 1])))
    #expect(none.text.hasPrefix("undecided"))
    #expect(FigureComparison(Figure(.cameras, [0]), Figure(.cameras, [0]))?.verdict == .noDifference)
    #expect(FigureComparison(Figure(.cameras, []), Figure(.cameras, [0])) == nil)
  }
}

@Suite struct `Comparing benchmarks` {
  @Test func `pairs setups and warns of what else differs`() throws {
    let first = Samples.record([[Samples.offline(8)], [Samples.offline(8.1)]])
    let second = Samples.record(
      [[Samples.offline(16)], [Samples.offline(16.3)]], processor: "Carmel", video: "other.mp4")
    let found = try BenchmarkComparison(first, second)
    let pair = try #require(found.pairs.first)
    let speed = try #require(pair.figures.first { $0.kind == .framesPerSecond })
    #expect(speed.text.hasPrefix("faster by 2.0"))
    #expect(found.warnings.count == 2)
    #expect(
      found.warnings.contains { $0.contains("Carmel") }
        && found.warnings.contains { $0.contains("other.mp4") })
    #expect(try BenchmarkComparison(first, first).warnings.isEmpty)
  }

  @Test func `matches one model against another and says so`() throws {
    let plain = Samples.record([[Samples.offline(8)], [Samples.offline(8.1)]])
    let int8 = Samples.setup("i3d-int8", precision: "int8")
    let found = try BenchmarkComparison(
      plain, Samples.record([[Samples.offline(20, setup: int8)], [Samples.offline(21, setup: int8)]]))
    #expect(found.pairs.count == 1)
    #expect(found.warnings.contains("the model differs: i3d and i3d-int8"))
    #expect(found.warnings.contains("the precision differs: fp32 and int8"))
  }

  @Test func `warns of streams and of other conditions`() throws {
    let first = Samples.record([[Samples.offline(8)]])
    var setup = Samples.setup()
    setup.streams = 1
    var second = Samples.record([[Samples.offline(8, setup: setup)]])
    second.conditions.seconds = 3
    second.conditions.warmUp = 5
    second.conditions.cameras = 4
    #expect(
      try BenchmarkComparison(first, second).warnings == [
        "the length of a measurement differs: 10 s and 3 s",
        "the warm-up differs: 2 snippets and 5 snippets",
        "the number of cameras tried differs: up to 32 and 4 only",
        "the number of streams differs: 2 and 1",
      ])
  }

  @Test func `says what only one has, and refuses when that is all`() throws {
    let both = Samples.record([[Samples.offline(8), Samples.camera([0.2, 0.3])]])
    let found = try BenchmarkComparison(both, Samples.record([[Samples.offline(8)]]))
    #expect(found.unmatched == ["only the first has single-stream of \(Samples.setup().name)"])
    #expect(throws: BenchmarkError.self) {
      try BenchmarkComparison(
        Samples.record([[Samples.offline(8)]]), Samples.record([[Samples.camera([0.2])]]))
    }
  }
}
