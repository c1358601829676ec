import CNVML
import Foundation
import Testing
import VigilBenchmark
import VigilTestSupport

/// The library that stands in for NVIDIA's, and what it is to say.
final class FakeGraphics {
  private let folder: TemporaryFolder
  let library: String

  init() throws {
    folder = try TemporaryFolder()
    library = folder.path("libnvidia-ml.so.1")
    let source = Bundle.module.bundleURL.appending(path: "Fixtures/fake-nvml.c").path
    try CommandLineTool.run(
      "cc", ["-shared", "-fPIC", "-DSTATE=\"\(folder.path("state"))\"", source, "-o", library])
  }

  func set(_ state: String) throws { try Data(state.utf8).write(to: folder.appending("state")) }
}

@Suite(.enabled(if: CommandLineTool.path(of: "cc") != nil, "there is no C compiler"))
struct `A graphics meter` {
  let fake: FakeGraphics

  init() throws { fake = try FakeGraphics() }

  func meter() throws -> GraphicsMeter { try GraphicsMeter(index: 0, library: fake.library) }

  @Test func `reads the counter of energy`() throws {
    try fake.set("millijoules 5000 milliwatts 300000 used 2097152 celsius 41 clock 1980 reasons 1")
    let meter = try meter()
    #expect(meter.name == "NVIDIA Test" && meter.energySource == "energy counter")
    var tally = GraphicsTally()
    tally.read(meter, at: 0)
    #expect(tally.total.joules == nil, "one reading is no stretch of time")
    try fake.set("millijoules 12500 milliwatts 310000 used 4194304 celsius 63 clock 1500 reasons 36")
    tally.read(meter, at: 2)
    try fake.set("millijoules 13000 milliwatts 310000 used 1048576 celsius 50 clock 1980 reasons 0")
    tally.read(meter, at: 4)
    let total = tally.total
    #expect(total.joules == 8 && total.seconds == 4)
    #expect(total.peakBytes == 4_194_304 && total.hottest == 63 && total.lowestClock == 1500)
    #expect(total.slowedBy == ["power limit", "heat"])
  }

  @Test func `adds up power where there is no counter`() throws {
    try fake.set("milliwatts 100000")
    let meter = try meter()
    #expect(meter.energySource == "power readings")
    var tally = GraphicsTally()
    tally.read(meter, at: 10)
    try fake.set("milliwatts 200000")
    tally.read(meter, at: 12)
    let total = tally.total
    // From 100 to 200 W in two seconds.
    #expect(total.joules == 300 && total.seconds == 2)
    #expect(total.peakBytes == nil && total.hottest == nil && total.slowedBy.isEmpty)
  }

  @Test func `loses no energy to a reading that fails`() throws {
    try fake.set("milliwatts 100000")
    let meter = try meter()
    var tally = GraphicsTally()
    tally.read(meter, at: 0)
    try fake.set("celsius 40")
    tally.read(meter, at: 1)
    try fake.set("milliwatts 100000")
    tally.read(meter, at: 2)
    #expect(tally.total.joules == 200 && tally.total.seconds == 2)
  }

  @Test(arguments: [
    (nil as String?, 3 as UInt32, 3 as UInt32?), ("0,1", 1, 1), ("5,2", 0, 5), ("5,2", 1, 2), (" 7", 0, 7),
    ("5,2", 2, nil), ("", 0, nil),
    ("-1", 0, nil), ("GPU-8f3a", 0, nil), ("1,GPU-8f3a", 1, nil), ("1x", 0, nil),
  ])
  func `goes by the number that CUDA gives it`(visible: String?, number: UInt32, index: UInt32?) {
    var found: UInt32 = 99
    #expect(vigil_nvml_index(visible, number, &found) == (index != nil))
    if let index { #expect(found == index) }
  }

  @Test func `tells of nothing that the GPU does not tell`() throws {
    try fake.set("celsius 40")
    let meter = try meter()
    #expect(meter.energySource == nil)
    var tally = GraphicsTally()
    for second in 0..<3 { tally.read(meter, at: Double(second)) }
    #expect(tally.total.joules == nil && tally.total.seconds == nil && tally.total.hottest == 40)
  }

  @Test func `is part of what is sampled`() throws {
    try fake.set("millijoules 1000 used 1048576 reasons 64")
    let sampling = MeterSampling(sensor: nil, graphics: try meter())
    Thread.sleep(forTimeInterval: 0.01)
    let outcome = sampling.finish()
    #expect(outcome.graphics?.joules == 0)
    #expect(outcome.graphics?.peakBytes == 1_048_576)
    #expect(outcome.throttling.contains("GPU: heat, by hardware"))
  }

  @Test func `says why there is none`() throws {
    func reason(_ index: Int, _ library: String?) -> String {
      do {
        _ = try GraphicsMeter(index: index, library: library)
        return "there is one"
      } catch {
        #expect(error.code == .notAvailable)
        return error.message
      }
    }
    try fake.set("millijoules 1")
    #expect(reason(3, fake.library) == "there is no GPU 3; the driver knows 1")
    #expect(reason(0, "/nonexistent/libnvidia-ml.so.1").hasPrefix("there is no NVIDIA driver: "))
    try fake.set("broken 1")
    #expect(reason(0, fake.library) == "the NVIDIA driver says: Driver/library version mismatch")
  }
}
