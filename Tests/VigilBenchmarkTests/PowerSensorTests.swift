import Foundation
import Testing
import VigilBenchmark

@Suite struct `A power sensor` {
  /// The watts that a sensor gives when nothing changes for a second.
  private func steadyWatts(_ recorded: RecordedTree) throws -> Double? {
    var tally = EnergyTally(try recorded.sensor())
    recorded.read(into: &tally, at: 0)
    recorded.read(into: &tally, at: 1)
    return tally.total?.watts
  }

  @Test func `of an Orin Nano is the line of the whole board`() throws {
    let recorded = try RecordedTree("orin")
    let sensor = try recorded.sensor()
    #expect(sensor.name == "INA3221")
    #expect(sensor.rails == ["VDD_IN"])
    #expect(sensor.otherRails == ["VDD_CPU_GPU_CV", "VDD_SOC"])
    let watts = try #require(try steadyWatts(recorded))
    #expect(abs(watts - 4.968 * 1.056) < 1e-9)
  }

  @Test func `of an AGX Orin is the sum of both chips without unconnected lines`() throws {
    let recorded = try RecordedTree("agx-orin")
    let sensor = try recorded.sensor()
    #expect(sensor.rails == ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0", "VDDQ_VDD2_1V8AO"])
    let watts = try #require(try steadyWatts(recorded))
    // 20 V at 0.64 A, 5.064 V at 0.796 A, 5.056 V at 0.188 A.
    #expect(abs(watts - 17.781_472) < 1e-9)
  }

  @Test func `of a Nano with JetPack 4 is read in milliwatts`() throws {
    let recorded = try RecordedTree("nano")
    let sensor = try recorded.sensor()
    #expect(sensor.name == "INA3221 (iio)" && sensor.rails == ["POM_5V_IN"])
    #expect(sensor.otherRails == ["POM_5V_GPU", "POM_5V_CPU"])
    let watts = try #require(try steadyWatts(recorded))
    #expect(abs(watts - 2.147) < 1e-9)
  }

  @Test func `of a Thor is the INA238 at its input`() throws {
    let recorded = try RecordedTree("thor")
    let sensor = try recorded.sensor()
    #expect(sensor.name == "INA238" && sensor.rails == ["VIN"])
    let watts = try #require(try steadyWatts(recorded))
    #expect(abs(watts - 29.998_08) < 1e-9)
  }

  @Test func `of a laptop is its battery and not that of the mouse`() throws {
    let recorded = try RecordedTree("laptop")
    let sensor = try recorded.sensor()
    #expect(sensor.name == "battery" && sensor.rails == ["BAT0"] && sensor.interval == 1)
    let watts = try #require(try steadyWatts(recorded))
    #expect(abs(watts - 11.874 * 0.823) < 1e-9)
    try recorded.write("/sys/class/power_supply/BAT0/status", "Charging")
    #expect(throws: BenchmarkError.self) { try recorded.sensor() }
    do { _ = try recorded.sensor() } catch {
      #expect(error.message.contains("unplug the charger"))
    }
    // The second of two batteries is emptied first.
    let second = "/sys/class/power_supply/BAT1"
    for (file, text) in [("type", "Battery"), ("status", "Discharging"), ("power_now", "6000000")] {
      try recorded.write("\(second)/\(file)", text)
    }
    #expect(try recorded.sensor().rails == ["BAT1"])
    try recorded.write("\(second)/status", "Full")
    do { _ = try recorded.sensor() } catch {
      #expect(error.message.contains("BAT0") && error.message.contains("BAT1"))
    }
  }

  @Test func `of a PC adds packages and memory but not parts of packages`() throws {
    let recorded = try RecordedTree("x86")
    #expect(try recorded.sensor().rails == ["package-0", "dram of 0"])
    try recorded.write("/sys/class/powercap/intel-rapl:1/name", "psys")
    try recorded.write("/sys/class/powercap/intel-rapl:1/energy_uj", "1")
    try recorded.write("/sys/class/powercap/intel-rapl:1/max_energy_range_uj", "262143328850")
    #expect(try recorded.sensor().rails == ["psys"])
  }

  @Test func `follows counters that begin again`() throws {
    let recorded = try RecordedTree("x86")
    let zone = "/sys/class/powercap/intel-rapl:0"
    var tally = EnergyTally(try recorded.sensor())
    recorded.read(into: &tally, at: 0)
    // 8.85 mJ to the end of the range, 5 J from its beginning; the memory took 1 J.
    try recorded.write("\(zone)/energy_uj", "5000000")
    try recorded.write("\(zone):1/energy_uj", "65001000000")
    recorded.read(into: &tally, at: 0.5)
    let total = try #require(tally.total)
    #expect(abs(total.joules - 6.00885) < 1e-6)
    #expect(total.seconds == 0.5 && total.readings == 2 && total.leftOut == 0)
  }

  @Test func `leaves out the time over which a counter jumped`() throws {
    let recorded = try RecordedTree("x86")
    let zone = "/sys/class/powercap/intel-rapl:0"
    var tally = EnergyTally(try recorded.sensor())
    // 10 W for a second, a leap of 200 kJ in two, then 10 W for a second.
    for (second, joules) in [(0, 1000), (1, 1010), (3, 201_010), (4, 201_020)] {
      try recorded.write("\(zone)/energy_uj", "\(joules)000000")
      recorded.read(into: &tally, at: Double(second))
    }
    let total = try #require(tally.total)
    #expect(abs(total.joules - 20) < 1e-6 && total.seconds == 2 && total.leftOut == 1)
  }

  @Test func `leaves out readings that cannot be`() throws {
    let recorded = try RecordedTree("thor")
    let file = "/sys/bus/i2c/devices/2-0044/hwmon/hwmon2/power1_input"
    var tally = EnergyTally(try recorded.sensor())
    for (second, text) in ["10000000", "99000000000000", "none", "20000000", "30000000"].enumerated() {
      try recorded.write(file, text)
      recorded.read(into: &tally, at: Double(second))
    }
    let total = try #require(tally.total)
    #expect(total.readings == 3 && total.leftOut == 2)
    // From 10 to 20 W over three seconds, then to 30 W in one.
    #expect(abs(total.joules - 70) < 1e-9)
  }

  @Test func `says how to get at one that may not be read`() throws {
    let recorded = try RecordedTree("x86")
    let file = "/sys/class/powercap/intel-rapl:0/energy_uj"
    do {
      _ = try recorded.sensor(forbidding: [file])
      Issue.record("it may not be read")
    } catch {
      #expect(error.code == .notAvailable)
      #expect(
        error.message
          == "RAPL may not be read: run as root or give read access to \(file) (chmod a+r, as root)")
    }
  }

  @Test func `says so when there is none`() throws {
    let recorded = try RecordedTree("raspberry-pi")
    do {
      _ = try recorded.sensor()
      Issue.record("there is none")
    } catch {
      #expect(error.message.contains("no RAPL counter") && error.message.contains("--meter"))
    }
  }
}
