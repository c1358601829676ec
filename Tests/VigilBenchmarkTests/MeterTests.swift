import Foundation
import Testing
import VigilBenchmark
import VigilCore

@Suite struct `The log of an external meter` {
  private let log = """
    time,watts
    1000,10
    1001,20
    1002,20
    1003,nonsense
    1004,40

    """

  @Test func `is integrated over a stretch between its readings`() throws {
    let energy = try MeterLog(log, name: "meter.csv").energy(from: 1000.5, to: 1003)
    // 15 to 20 W in half a second, 20 W for one, 20 to 30 W for one.
    #expect(abs(energy.joules - 53.75) < 1e-9)
    #expect(energy.seconds == 2.5 && energy.leftOut == 1)
  }

  @Test func `may have times of ISO 8601`() throws {
    let text = "watts,time\n5,2026-03-01T12:00:00Z\n5,2026-03-01T12:00:01Z\n5,2026-03-01T12:00:02.500Z\n"
    let energy = try MeterLog(text, name: "meter.csv").energy(from: 1_772_366_400, to: 1_772_366_402)
    #expect(abs(energy.joules - 10) < 1e-9)
  }

  @Test func `is refused where it does not reach`() throws {
    let log = try MeterLog(log, name: "meter.csv")
    #expect(throws: BenchmarkError.self) { try log.energy(from: 999, to: 1001) }
    #expect(throws: BenchmarkError.self) { try log.energy(from: 1003, to: 1005) }
  }

  @Test func `leaves out a last line that is not whole`() throws {
    let half = try MeterLog(log + "1005,4", name: "meter.csv")
    #expect(half.end == 1004)
    #expect(throws: BenchmarkError.self) { try half.energy(from: 1002, to: 1005) }
    #expect(try MeterLog(log + "1005", name: "meter.csv").end == 1004)
    #expect(try MeterLog(log + "1005,40\n", name: "meter.csv").energy(from: 1004, to: 1005).joules == 40)
  }

  @Test func `counts the readings that it leaves out of a stretch`() throws {
    #expect(try MeterLog(log, name: "meter.csv").energy(from: 1000, to: 1002).leftOut == 0)
  }

  @Test func `is refused where it has a hole`() throws {
    let log = try MeterLog(log, name: "meter.csv")
    let error = #expect(throws: BenchmarkError.self) { try log.energy(from: 1002.5, to: 1003.5) }
    #expect(
      error?.message.contains("no reading for 2 s around a measurement of 1 s") == true,
      "\(error?.message ?? "")")
  }

  @Test(arguments: ["", "time,volts\n1,2\n", "time,watts\nyesterday,2\n"])
  func `is refused when it is malformed`(text: String) {
    #expect(throws: BenchmarkError.self) { try MeterLog(text, name: "meter.csv") }
  }
}

@Suite struct `The state of a machine` {
  @Test func `of a Jetson has mode, clocks, heat and what throttles`() throws {
    let state = try RecordedTree("orin").state()
    #expect(state.governors == ["schedutil"])
    #expect(state.clock == 1510.4 && state.highestClock == 1510.4)
    #expect(state.powerMode == "7W")
    #expect(state.hottest == 48.156, "a zone that is off says -256")
    #expect(state.throttling == ["gpu-throttle-alert"], "a fan that turns slows nothing down")
  }

  @Test func `of a Raspberry Pi has the flags that hold now`() throws {
    let state = try RecordedTree("raspberry-pi").state()
    #expect(state.throttling == ["under-voltage", "throttled"])
    #expect(state.hottest == 61.835 && state.powerMode == nil && state.governors.isEmpty)
  }

  @Test func `of a PC counts how often it was slowed down`() throws {
    let state = try RecordedTree("x86").state()
    #expect(state.throttleCount == 12 && state.governors == ["powersave"])
  }
}

@Suite struct `Sampling the meters` {
  @Test func `gives time, memory and energy`() throws {
    let recorded = try RecordedTree("orin")
    try recorded.write("/proc/self/status", "Name:\tvigil\nVmHWM:\t  4096 kB\nVmRSS:\t  2048 kB")
    var sum = 0.0
    let outcome = try recorded.sample {
      for number in 0..<3_000_000 { sum += Double(number).squareRoot() }
    }
    #expect(sum > 0)
    #expect(outcome.seconds > 0 && outcome.cpuSeconds > 0 && outcome.ended >= outcome.began)
    #expect(outcome.steadyBytes == 2048 * 1024 && outcome.peakBytes == 4096 * 1024)
    let energy = try #require(outcome.energy)
    #expect(abs(energy.watts - 4.968 * 1.056) < 1e-6)
    #expect(outcome.throttling == ["gpu-throttle-alert"])
  }

  @Test func `knows this process`() throws {
    let usage = ProcessUsage.now()
    #expect(usage.cpuSeconds > 0)
    #if os(Linux)
      #expect((usage.residentBytes ?? 0) > 1e6)
      #expect((usage.peakBytes ?? 0) >= (usage.residentBytes ?? 0) / 2)
      #expect(try #require(ProcessUsage.age()) < 86_400)
    #endif
  }
}

@Suite struct `Percentiles of numbers` {
  @Test func `are those of NumPy`() throws {
    // numpy.percentile([15, 20, 35, 40, 50], [0, 5, 30, 40, 90, 99, 100])
    let order = try #require(Percentiles([50, 15, 40, 20, 35]))
    let expected = [15, 16, 23, 29, 46, 49.6, 50]
    for (share, value) in zip([0, 0.05, 0.3, 0.4, 0.9, 0.99, 1], expected) {
      #expect(abs(order(share) - value) < 1e-9, "\(share)")
    }
    #expect(order.median == 35 && order.hundredths.count == 101)
    #expect(Percentiles([]) == nil && Percentiles([7])?(0.99) == 7)
  }
}
