import Experiments
import Files
import Pipeline
import Runner
import Specification

/// The scripts that `sbatch` is given.
struct JobScript {
  /// What the queue calls all jobs of the submission.
  let name: String
  let site: SlurmSite
  /// The program that the jobs run.
  let program: String
  /// The folder that the submission was made in.
  let workingFolder: String
  /// The folder of the store.
  let store: String
  /// The folder of the data.
  let dataFolder: String
  /// The folder of the submission.
  let submission: String

  /// The scripts of all jobs of a round, each with the name of the job.
  func texts(of round: SlurmRound) -> [(name: String, text: String)] {
    round.arrays.indices.map { (SlurmRound.name(ofArray: $0), text(of: $0, in: round)) }
      + [(SlurmRound.reportName, reportText(in: round))]
  }

  /// The script of a job array.
  private func text(of index: Int, in round: SlurmRound) -> String {
    let array = round.arrays[index]
    let throttle = site.running.map { "%\($0)" } ?? ""
    let first = array.firstTask
    return text([
      options(
        comment: Self.comment(round, SlurmRound.name(ofArray: index)), minutes: array.minutes,
        megabytes: array.megabytes, cpus: site.cpus),
      ["#SBATCH --array=0-\(array.taskCount - 1)\(throttle)", ""],
      [
        first == 0
          ? "task=$SLURM_ARRAY_TASK_ID" : "task=$((SLURM_ARRAY_TASK_ID + \(first)))",
        "exec >>\(ShellText.word(round.folder + "/output/"))\"$task\".log 2>&1",
        "refused=\(ShellText.word(round.folder + "/ended/"))\"$task\".refused",
      ],
      preparation,
      ["exec \"$sweep\" slurm-task \(ShellText.word(submission)) \(round.number) \"$task\""],
    ])
  }

  /// The script of the last job of a round, which goes on or writes the report.
  private func reportText(in round: SlurmRound) -> String {
    text([
      options(
        comment: Self.comment(round, SlurmRound.reportName), minutes: min(site.minutes, 120),
        megabytes: max(site.memory, 2048), cpus: 1),
      [
        "", "exec >>\(ShellText.word(round.folder + "/output/report.log")) 2>&1",
        "refused=\(ShellText.word(submission + "/refused"))",
      ],
      preparation,
      ["exec \"$sweep\" slurm-next \(ShellText.word(submission))"],
    ])
  }

  /// What tells one job of a submission from another in the queue.
  static func comment(_ round: SlurmRound, _ job: String) -> String {
    "round-\(round.number)-\(job)"
  }

  private func text(_ parts: [[String]]) -> String {
    (["#!/bin/bash"] + parts.flatMap { $0 }).joined(separator: "\n") + "\n"
  }

  private func options(
    comment: String, minutes: Int, megabytes: Int, cpus: Int
  ) -> [String] {
    var options = [
      "--job-name=\(name)", "--comment=\(comment)", "--time=\(minutes)", "--mem=\(megabytes)M",
      "--cpus-per-task=\(cpus)", "--signal=B:USR1@\(site.warning(ofMinutes: minutes))",
      "--requeue", "--open-mode=append", "--output=/dev/null",
      "--chdir=\(ShellText.word(workingFolder))",
    ]
    if let partition = site.partition { options.append("--partition=\(partition)") }
    if let account = site.account { options.append("--account=\(account)") }
    return (options + site.options).map { "#SBATCH \($0)" }
  }

  /// The site's own lines, and what says what a node lacks where the program does not even start.
  private var preparation: [String] {
    let names = [
      "sweep=\(ShellText.word(program))",
      "export SWEEP_STORE=\(ShellText.word(store)) SWEEP_DATA=\(ShellText.word(dataFolder))",
    ]
    let confinement = Confinement.current.map { confinement in
      "export \(confinement.variable.name)=\(ShellText.word(confinement.variable.value))"
    }
    return names + (confinement.map { [$0] } ?? []) + site.prologue + [Self.check]
  }

  private static let check = """
    refuse() {
      echo "$1"
      echo "$1" >"$refused.$$" && mv "$refused.$$" "$refused"
      exit 1
    }
    node=${SLURMD_NODENAME:-$(hostname)}
    message=$("$sweep" help 2>&1 >/dev/null) || case $message in
      *libswift* | *libFoundation*)
        refuse "node $node lacks the Swift runtime; submit the program of \\"make install\\": $message" ;;
      *GLIBC*)
        refuse "node $node has an older C library than sweep was built with: $message" ;;
      *"shared libraries"*)
        case $message in
          *libpng*) package="libpng16-16 (Debian) or libpng (Fedora)" ;;
          *libz.*) package="zlib1g (Debian) or zlib (Fedora)" ;;
          *libstdc*) package="libstdc++6 (Debian) or libstdc++ (Fedora)" ;;
          *) package=it ;;
        esac
        refuse "node $node lacks a library; install $package, or load it in \\"prologue\\": $message" ;;
      *) refuse "node $node cannot run $sweep: $message" ;;
    esac
    """
}
