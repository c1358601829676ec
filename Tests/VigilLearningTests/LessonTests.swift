import Testing
import VigilCore
import VigilLearning
import VigilTestSupport

@Suite struct `A lesson` {
  @Test func `says all that there is too little of`() throws {
    let street = Street(days: 3, counts: [.quiet: 1, .falseAlarm: 5, .real: 1])
    let error = #expect(throws: LearningError.self) { try street.lesson() }
    #expect(error?.code == .tooLittle)
    let message = error?.message ?? ""
    for part in [
      "15 of 20 events labelled false", "3 of 10 labelled real or missed", "3 of 5 days", "3 of 20 quiet",
    ] {
      #expect(message.contains(part), "\(message)")
    }
    #expect(!message.contains("\n"))
  }

  @Test func `counts what is alike once`() throws {
    var street = Street(days: 8)
    street.counts[.falseAlarm] = 1
    var stretches = street.stretches
    // The same tree in the same wind, a hundred times.
    let tree = Street.features(.falseAlarm, "tree")
    for number in 0..<100 {
      var again = tree
      again.values[0] += Float(number) * 1e-4
      stretches.append(
        ReviewedStretch(
          camera: "gate", day: 20_000 + number % 8, kind: .falseAlarm, seconds: 10, features: again))
    }
    let error = #expect(throws: LearningError.self) { try Lesson(stretches, watched: street.watched) }
    #expect(error?.message.contains("9 of 20 events labelled false") == true, "\(error?.message ?? "")")
    let lesson = try Lesson(stretches, watched: street.watched, minimum: .init(falseAlarms: 9))
    #expect(lesson.duplicates == 99 && lesson.distinct([.falseAlarm]) == 9)
  }

  @Test func `tells what is alike apart by camera and by what people said`() throws {
    let one = Street.features(.real, "one")
    var stretches = Street().stretches
    for (camera, kind) in [("gate", ReviewedStretch.Kind.real), ("yard", .real), ("gate", .falseAlarm)] {
      for _ in 0..<2 {
        stretches.append(
          ReviewedStretch(camera: camera, day: 20_000, kind: kind, seconds: 10, features: one))
      }
    }
    #expect(try Lesson(stretches, watched: Street().watched).duplicates == 3)
  }

  @Test func `refuses features of two networks, and what is not finite`() throws {
    var stretches = Street().stretches
    stretches[3].features = Tensor(repeating: 0, shape: [3, 2, 9])
    var error = #expect(throws: LearningError.self) { try Lesson(stretches, watched: Street().watched) }
    #expect(error?.code == .badFeatures)
    stretches[3].features = Tensor(repeating: .nan, shape: [3, 2, 8])
    error = #expect(throws: LearningError.self) { try Lesson(stretches, watched: Street().watched) }
    #expect(error?.code == .badFeatures && error?.message.contains("finite") == true)
  }

  @Test func `needs to know how long was watched`() throws {
    let error = #expect(throws: LearningError.self) { try Lesson(Street().stretches, watched: []) }
    #expect(error?.code == .tooLittle)
  }
}
