// The buttons of the demonstration accounts fill the sign-in form.
export function fillSignIn() {
  document.querySelectorAll("[data-fill-user]").forEach((button) => {
    button.addEventListener("click", () => {
      document.getElementById("id_username").value = button.dataset.fillUser;
      document.getElementById("id_password").value = button.dataset.fillPassword;
      document.getElementById("sign-in-button").focus();
    });
  });
}
