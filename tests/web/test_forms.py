import re

from django import forms

from fullcircle.web.platform.kit import KitForm


def test_an_error_stands_before_its_control_and_is_tied_to_it():
    html = str(KitForm({"zip": "412"}))

    assert html.index("Type 5 numbers") < html.index('<input type="text" name="zip"')
    assert 'aria-describedby="id_zip_error"' in html
    assert 'aria-invalid="true"' in html


def test_what_was_typed_is_kept():
    assert 'value="412"' in str(KitForm({"zip": "412"}))


def test_a_hostile_value_is_escaped():
    html = str(KitForm({"zip": '"><script>alert(1)</script>'}))

    assert "<script" not in html


def test_the_summary_comes_first_and_each_line_leads_to_its_field():
    html = str(KitForm({"zip": "412"}))

    targets = re.findall(r'<li><a href="#([^"]+)"', html)
    assert html.index("fc-errors") < html.index("usa-label")
    assert targets == ["id_zip", "id_how", "id_language"]
    assert all(html.count(f'id="{target}"') == 1 for target in targets)


def test_the_summary_takes_the_focus_without_script():
    assert re.search(r'class="fc-errors"[^>]* tabindex="-1" autofocus', str(KitForm({})))


def test_a_form_without_errors_has_no_summary():
    assert "fc-errors" not in str(KitForm())


def test_what_may_stay_empty_says_so_in_words():
    html = str(KitForm())

    assert html.count("(you can skip this)") == 1
    assert "id_note_helptext" in html


def test_a_question_with_choices_is_a_fieldset_with_a_legend():
    html = str(KitForm())

    assert '<fieldset id="id_how"' in html
    assert html.count('class="fc-pick"') == 3


def test_an_empty_answer_says_what_to_do():
    assert "Please fill this in." in str(KitForm({}))


def test_an_error_of_the_whole_form_is_in_the_summary():
    form = KitForm({"zip": "00412", "how": "text", "language": "en"})
    form.add_error(None, "We cannot reach that place today.")

    assert "<li>We cannot reach that place today.</li>" in str(form)


def test_controls_wear_the_design_systems_classes():
    class Other(forms.Form):
        name = forms.CharField(widget=forms.TextInput(attrs={"class": "fc-know"}))
        on = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
        secret = forms.CharField(widget=forms.HiddenInput)

    html = str(Other())

    assert 'class="fc-know usa-input"' in html
    assert "<fieldset" in html or "id_on_0" in html
    assert html.count('type="hidden"') == 1
