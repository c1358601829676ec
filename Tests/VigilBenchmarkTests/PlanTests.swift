import Testing
import VigilBenchmark
import VigilCore
import VigilReport

@Suite struct `A plan` {
  private func option(
    _ crops: Int, _ rate: Double, memory: Double? = 600, drift: Double? = 0, precision: String = "fp32",
    preset: String = "rtfm"
  ) -> PlanOption {
    PlanOption(
      setup: Samples.setup(
        precision == "fp32" ? "i3d" : "i3d-int8", crops: crops, precision: precision, preset: preset),
      framesPerSecond: rate, memory: memory, drift: drift)
  }

  @Test func `recommends the most crops that hold with a fifth to spare`() {
    let options = [
      option(1, 72), option(10, 7.6), option(5, 15), option(5, 32, drift: 0.004, precision: "int8"),
    ]
    func crops(_ rate: Double, cameras: Int = 1) -> Int? {
      DevicePlan(framesPerSecond: rate, cameras: cameras, memory: nil, options: options)
        .recommended?.setup.preprocessing.crops
    }
    #expect(crops(6) == 10)
    #expect(crops(7) == 5, "7.6 frames/s leave no fifth for 7")
    #expect(crops(25) == 5)
    #expect(crops(25, cameras: 2) == 1)
    #expect(crops(60) == nil)
    #expect(option(1, 72).cameras(framesPerSecond: 25) == 2)
  }

  @Test func `prefers full precision, then a known drift`() throws {
    let known = option(5, 40, drift: 0.01, precision: "int8")
    let unknown = option(5, 60, drift: nil, precision: "int8")
    func plan(_ options: [PlanOption]) -> DevicePlan {
      DevicePlan(framesPerSecond: 10, cameras: 1, memory: nil, options: options)
    }
    #expect(plan([unknown, known, option(5, 20)]).recommended?.drift == 0)
    #expect(plan([unknown, known]).recommended == known)
    #expect(plan([unknown]).recommended == unknown)
  }

  @Test func `prefers crops that are cut out to those of whole frames`() {
    let (cut, fewer, whole) = (option(10, 8), option(5, 16), option(10, 40, preset: "whole"))
    func recommended(_ rate: Double) -> PlanOption? {
      DevicePlan(framesPerSecond: rate, cameras: 1, memory: nil, options: [whole, fewer, cut]).recommended
    }
    #expect(recommended(5) == cut)
    #expect(recommended(10) == whole, "ten crops of whole frames before five that are cut out")
  }

  @Test func `keeps to the memory and says what is in the way`() {
    let plan = DevicePlan(
      framesPerSecond: 25, cameras: 1, memory: 500,
      options: [
        option(10, 8), option(1, 72, memory: 530), option(1, 60, memory: 480, drift: nil, precision: "int8"),
      ])
    #expect(plan.recommended?.memory == 480)
    #expect(plan.obstacles(plan.options[0]).count == 2)
    #expect(plan.obstacles(plan.options[1]) == ["530 MiB exceed 500"])
    #expect(plan.fastest?.framesPerSecond == 60)
  }
}
