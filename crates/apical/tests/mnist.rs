//! MNIST itself, where `APICAL_TEST_MNIST` names a folder with its four files.

use crate::common::{Sandbox, mnist_folder, shown};

#[test]
fn one_epoch_of_mnist_learns_much_within_200_mebibytes() {
    let Some(folder) = mnist_folder() else { return };
    let sandbox = Sandbox::new();
    let folder = folder.to_str().unwrap();
    let output = sandbox
        .apical(&["train", "--data", "mnist", "--data-dir", folder, "--epochs", "1", "--json", "-v"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", shown(&output));
    let result: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(result["data"], "mnist");
    assert_eq!(result["layers"], serde_json::json!([1176, 200, 200, 10]));
    let accuracy = result["test_accuracy"].as_f64().unwrap();
    assert!(accuracy > 0.96, "accuracy {accuracy}");
    // Some sandboxes leave the line out of the file that Linux has it in; other systems have no such file.
    let told = std::fs::read_to_string("/proc/self/status").is_ok_and(|status| status.contains("VmHWM:"));
    if !told {
        eprintln!("SKIPPED: this system does not tell how much memory a process took at most");
        return;
    }
    let log = String::from_utf8_lossy(&output.stderr);
    let mebibytes = log.split("peak memory ").nth(1).and_then(|rest| rest.split(' ').next());
    let mebibytes: Option<u64> = mebibytes.and_then(|number| number.parse().ok());
    let mebibytes = mebibytes.unwrap_or_else(|| panic!("the log does not tell the peak\n{}", shown(&output)));
    assert!(mebibytes < 200, "{mebibytes} MiB");
}
